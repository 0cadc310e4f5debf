"""Crashes, repetitions, odd orders and jumping clocks: what must not lose anything nor do anything twice."""
