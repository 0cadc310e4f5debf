"""Start private servers for the tests. Each server has a free loopback port and a temporary directory."""
