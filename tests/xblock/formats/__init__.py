"""A site's own formats, in place of Django's."""
