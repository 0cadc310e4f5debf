"""Tools for the database that several rooms use: any text, leases, prepared queries, retries after conflicts."""
