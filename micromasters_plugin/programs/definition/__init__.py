"""The definition file of a program: its form, its checks, its stored form, and the differences between two files."""
