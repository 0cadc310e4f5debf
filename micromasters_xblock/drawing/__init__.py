"""From prepared values to HTML."""
