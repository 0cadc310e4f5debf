"""The distribution ``openedx-micromasters``: its packages, dependencies and the names Open edX finds it by."""

from __future__ import annotations

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent


def read_version() -> str:
    """Return ``__version__`` without importing the package, which would need its dependencies."""
    source = (HERE / "micromasters_plugin" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE).group(1)


def read_requirements(name: str) -> list[str]:
    """Return the direct dependencies listed in ``requirements/<name>.in``, without comments and includes."""
    lines = (HERE / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    stripped = (line.split(" #")[0].strip() for line in lines)
    return [line for line in stripped if line and not line.startswith(("#", "-"))]


LISTED = "micromasters_plugin = micromasters_plugin.apps:MicromastersConfig"

setup(
    name="openedx-micromasters",
    version=read_version(),
    description="Inverted admission for Open edX: program progress in courseware, credentials, admission candidates",
    long_description=(HERE / "README.rst").read_text(encoding="utf-8"),
    long_description_content_type="text/x-rst",
    license="AGPL-3.0-only",
    author="The openedx-micromasters contributors",
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Framework :: Django :: 4.2",
        "Framework :: Django :: 5.2",
        "Intended Audience :: Education",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ],
    packages=find_packages(include=["micromasters_plugin*", "micromasters_xblock*"]),
    package_data={
        "micromasters_plugin": ["templates/**", "static/**", "locale/**/*.mo"],
        "micromasters_xblock": ["templates/**", "public/**", "translations/**/*.mo"],
    },
    python_requires=">=3.11",
    # Only lower bounds: the platform pins all of these, and the plugin must accept the platform's pins.
    install_requires=[
        "Django>=4.2",  # models, templates, admin and commands
        "XBlock>=5.2",  # the block in courseware and Studio
        "edx-opaque-keys",  # course keys are parsed at the edges
        'web-fragments; python_version < "3.12"',  # XBlock 6.2 contains the same files, and requires Python 3.12
        "edx-django-utils",  # the plugin mechanism that wires settings, URLs and receivers
        "tzdata",  # time zones of programs; slim images have none of their own
        "edx-toggles",  # documented switches for operators
        "openedx-events>=10.2",  # the signals of grades, certificates, enrollments, exams and program certificates
        "openedx-filters>=2.1",  # hooks into the platform's pages
        "djangorestframework",  # the REST API
        "edx-drf-extensions",  # the platform's session, JWT and OAuth authentication for that API
        "celery",  # evaluates shortly after an event; sweeps work without it
        "click>=8.1",  # shows the progress bar of long commands; Celery requires it
        "cryptography>=42",  # signs heads of ledgers; 4 MB, and the platform has it
        "PyYAML>=6",  # program definitions; its node graph gives line and column of every value
    ],
    extras_require={name: read_requirements(name) for name in ("test", "quality", "docs", "demo")},
    entry_points={
        "xblock.v1": ["micromasters_progress = micromasters_xblock.block:MicromastersProgressBlock"],
        "lms.djangoapp": [LISTED],
        "cms.djangoapp": [LISTED],
    },
    zip_safe=False,
)
