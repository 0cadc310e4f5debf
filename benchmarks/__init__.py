"""What is measured, its limits and its recorded results."""
