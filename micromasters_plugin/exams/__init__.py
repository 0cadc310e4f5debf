"""Results of proctored exams that have no event: fetched from the exam service or read from files."""
