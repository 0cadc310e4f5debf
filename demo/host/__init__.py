"""A small Django site that replaces the LMS and Studio in the demo. The package makes all decisions."""
