"""MicroMasters programs on Open edX: learners' progress, credentials and admission candidates."""

__version__ = "0.1.0"
