"""Progress, plans, previews and explanations, for learners and staff to see. Nothing here changes data."""
