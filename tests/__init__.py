"""The test suite. The suite's folders have the names of the tested packages."""
