"""Check that no two classes share a name, so that a search for a name finds one class."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import micromasters_plugin
import micromasters_xblock

PACKAGES = [Path(package.__file__).parent for package in (micromasters_plugin, micromasters_xblock)]

#: Django requires this name for a model's options.
REQUIRED_NAMES = {"Meta"}


def test_no_two_classes_share_a_name() -> None:
    files_by_name = defaultdict(list)
    for file in (file for package in PACKAGES for file in sorted(package.rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text())):
            # Django requires the class name Migration in every file of migrations.
            if isinstance(node, ast.ClassDef) and file.parent.name != "migrations":
                files_by_name[node.name].append(str(file))
    assert {name: files for name, files in files_by_name.items() if len(files) > 1 and name not in REQUIRED_NAMES} == {}
