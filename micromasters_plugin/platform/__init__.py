"""The package uses the host platform through these ports, which are interfaces. Each port has its own module.

``platform/edxapp`` implements the ports on Open edX, and ``demo/`` implements the ports on the demo host. Every read
takes *lists* and sends a constant number of queries. Answers leave out users and runs that the host does not know.
"""
