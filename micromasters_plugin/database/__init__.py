"""What several rooms need of the database: texts of any kind, leases, prepared queries, retries after conflicts."""
