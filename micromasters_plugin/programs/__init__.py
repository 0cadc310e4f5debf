"""This package has programs, their versions and course runs, the import of definitions, and permissions."""
