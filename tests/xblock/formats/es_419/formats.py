"""Numbers as Mexico writes them."""

DECIMAL_SEPARATOR = "."
