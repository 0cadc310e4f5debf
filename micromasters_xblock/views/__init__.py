"""Show the block to learners, to authors in Studio, and as data to apps. This package has the views and handlers."""
