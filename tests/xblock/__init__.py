"""Tests of the block. XBlock uses webob, which imports a module that Python 3.13 drops: the warning is not ours."""

import importlib
import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'cgi' is deprecated", DeprecationWarning)
    importlib.import_module("webob")
