"""The test suite, in rooms named like the packages it tests."""
