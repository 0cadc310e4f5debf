"""Results of proctored exams that came without events: fetched from the exam service or read from files."""
