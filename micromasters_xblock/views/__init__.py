"""The block's views and handlers: for learners, for authors in Studio, and as data for apps."""
