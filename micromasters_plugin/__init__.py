"""Open edX gains MicroMasters programs with learners' progress, credentials and lists of admission candidates."""

__version__ = "0.1.0"
