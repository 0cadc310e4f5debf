"""The XBlock that shows a learner's progress in a program inside a course."""
