"""The inbox stores hints, results of proctored exams and unreadable events when the platform sends an event."""
