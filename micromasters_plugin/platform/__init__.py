"""The ports (interfaces) through which the package uses the host platform. Each port has its own module.

``platform/edxapp`` implements them on Open edX, and ``demo/`` on the demo host. Every read takes *lists* and costs a
constant number of queries. Answers leave out users and runs that the host does not know.
"""
