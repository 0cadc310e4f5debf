"""What the package keeps of a person: handed out on request, and erased when the person leaves."""
