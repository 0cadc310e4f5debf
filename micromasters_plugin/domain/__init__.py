"""This package has the rules of programs. The rules are pure functions without Django."""
