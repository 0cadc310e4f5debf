"""One contract for each implementation of the ports: tests' own, the demo host's and, in edx-platform, the real one."""
