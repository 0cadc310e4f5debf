"""Define the formats of numbers as people in Mexico write them."""

DECIMAL_SEPARATOR = "."
