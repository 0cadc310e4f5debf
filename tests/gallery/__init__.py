"""The gallery shows the block in every state.

People browse the gallery, and tests compare its pages with the accepted markup.
"""
