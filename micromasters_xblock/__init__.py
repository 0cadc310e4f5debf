"""Show learners their progress in a program, as an XBlock of a course."""
