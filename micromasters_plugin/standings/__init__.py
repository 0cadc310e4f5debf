"""Learners' standings in a program: read the platform, evaluate by the rules, store the result, and recompute it."""
