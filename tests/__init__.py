"""The test suite, in the rooms of the packages it tests."""
