"""One contract for each implementation of the ports: the tests', the demo host's and, in edx-platform, the real one."""
