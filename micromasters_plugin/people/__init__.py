"""The package's data about a person: export it on request, and erase it when the person leaves."""
