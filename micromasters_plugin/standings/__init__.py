"""What learners have in a program: read from the platform, evaluated by the rules, stored, and decided again."""
