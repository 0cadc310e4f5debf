"""The format module of es-419."""
