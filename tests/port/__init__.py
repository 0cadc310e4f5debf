"""The contract that every implementation of the ports passes: the fake, the demo host and the real edx-platform."""
