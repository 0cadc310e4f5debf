"""Test with crashes, repeated events, odd orders and clock jumps. The plugin may lose no work and do no work twice."""
