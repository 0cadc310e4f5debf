"""Tests of the block. XBlock stands on webob, which imports a module that Python 3.13 drops: not our warning."""

import importlib
import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'cgi' is deprecated", DeprecationWarning)
    importlib.import_module("webob")
