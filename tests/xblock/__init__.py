"""Test the block. Ignore a warning of webob about a module that Python 3.13 lacks. XBlock needs webob."""

import importlib
import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'cgi' is deprecated", DeprecationWarning)
    importlib.import_module("webob")
