"""What a program is: its versions, its course runs, and how a definition is imported."""
