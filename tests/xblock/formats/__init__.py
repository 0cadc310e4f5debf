"""Define a site's formats, which replace Django's formats."""
