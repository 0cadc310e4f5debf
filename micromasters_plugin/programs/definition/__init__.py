"""The definition file of a program: its form, its checks, its stored form, and what changes between two of them."""
