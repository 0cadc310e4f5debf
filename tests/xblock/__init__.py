"""Test the block. Ignore a warning of webob, which XBlock needs, about a module that Python 3.13 lacks."""

import importlib
import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'cgi' is deprecated", DeprecationWarning)
    importlib.import_module("webob")
