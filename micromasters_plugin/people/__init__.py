"""Export the package's data about a person on request, and erase the data when the person leaves."""
