"""Test the plugin with crashes, repeated events, odd orders and clock jumps.

The plugin may lose no work, and may do no work twice.
"""
