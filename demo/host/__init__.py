"""A small host that stands in for an LMS and Studio. It makes no decisions: the package does."""
