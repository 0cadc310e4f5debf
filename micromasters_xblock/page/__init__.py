"""Prepare the values of the page about a program and a learner. Templates only print these values."""
