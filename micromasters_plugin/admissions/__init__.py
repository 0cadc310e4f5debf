"""Keep admission cycles and their candidates."""
