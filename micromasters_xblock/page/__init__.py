"""Prepare the values of a page about a program and a learner. Templates only print them."""
