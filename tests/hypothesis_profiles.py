"""How Hypothesis runs here. Apart from the package itself: the suite inside edx-platform does without Hypothesis."""

from hypothesis import settings

# How long one example takes is a matter of the machine; what takes too long is found by the benchmarks.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
