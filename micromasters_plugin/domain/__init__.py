"""Rules of programs, as pure functions without Django."""
