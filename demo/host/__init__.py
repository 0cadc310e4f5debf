"""A small host that stands in for an LMS and Studio. The package makes all decisions."""
