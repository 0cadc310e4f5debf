"""The outbox stores orders for effects outside the database, and deliveries of messages."""
