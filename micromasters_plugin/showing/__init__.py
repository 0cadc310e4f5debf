"""This package shows progress, plans, previews and explanations to learners and staff.

Nothing in this package changes data.
"""
