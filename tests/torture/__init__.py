"""Crashes, repeated events, odd orders and jumping clocks: nothing is lost and nothing is done twice."""
