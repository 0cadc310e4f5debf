"""Database tools of several rooms: columns for any text, leases, prepared queries, and retries after conflicts."""
