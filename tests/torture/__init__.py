"""Tests with crashes, repeated events, odd orders and clock jumps. Nothing may be lost or done twice."""
