"""Everything stored when the platform sends an event: hints, results of proctored exams, and unreadable events."""
