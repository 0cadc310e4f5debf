"""Hints, results of proctored exams, and unreadable events: all that is stored when the platform sends an event."""
