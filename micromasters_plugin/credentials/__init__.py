"""Program certificates: issued by rule, changed by hand, read by anyone."""
