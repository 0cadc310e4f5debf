"""What the page says of a program and a learner: prepared values that templates only print."""
