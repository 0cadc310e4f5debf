"""Results of proctored exams without an event are fetched from the exam service or read from files."""
