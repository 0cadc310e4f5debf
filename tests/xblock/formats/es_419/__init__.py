"""Define the format module of es-419."""
