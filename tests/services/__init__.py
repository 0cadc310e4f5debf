"""Private servers of the tests, each on a free loopback port and in a temporary directory."""
