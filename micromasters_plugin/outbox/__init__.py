"""Orders for effects outside the database, and deliveries of messages."""
