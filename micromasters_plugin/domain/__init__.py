"""The rules of programs, without Django."""
