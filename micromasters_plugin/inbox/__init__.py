"""What the platform's events leave behind: hints, results of proctored exams, and events that could not be read."""
