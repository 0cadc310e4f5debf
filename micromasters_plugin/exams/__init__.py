"""Results of proctored exams that did not come as events: fetched from the exam service or read from files."""
