"""The test suite. Its folders have the names of the packages that they test."""
