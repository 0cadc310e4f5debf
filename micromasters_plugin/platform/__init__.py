"""The ports through which the package uses the host platform: one for each need, each in its own module.

``platform/edxapp`` implements them on Open edX, and ``demo/`` on the demo host. Every read takes *lists* and costs a
constant number of queries. Answers leave out users and runs that the host does not know.
"""
