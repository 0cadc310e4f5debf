"""A small host that stands in for an LMS and Studio. It decides nothing: that is the package's part."""
