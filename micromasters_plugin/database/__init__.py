"""This package has tools for the database: columns for any text, leases, prepared queries, retries after conflicts."""
