"""As Mexico writes numbers."""

DECIMAL_SEPARATOR = "."
