"""What is shipped, and what the repository promises about it."""
