"""The gallery shows the block in every state.

People browse the gallery, and tests compare the gallery's pages with the accepted markup.
"""
