"""Turn prepared values into HTML."""
