"""Progress, plans, previews and explanations for learners and staff. Nothing in this package changes data."""
