"""Define the formats of numbers in Mexico."""

DECIMAL_SEPARATOR = "."
