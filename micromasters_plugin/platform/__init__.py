"""What the package asks of the host platform: one port for each need, each in a module of its own.

``platform/edxapp`` implements them on Open edX, and ``demo/`` in the demo host. Every read takes *lists* and costs a
constant number of queries. Users and runs that a host does not know are absent from its answers.
"""
