"""Test cases from public incident reports and published program rules."""
