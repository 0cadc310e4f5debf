"""Show the public page of a credential, and the course team's page."""
