"""Start private servers for the tests, each server on a free loopback port and in a temporary directory."""
