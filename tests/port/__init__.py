"""Define the contract that the fake, the demo host and the real edx-platform keep as implementations of the ports."""
