"""How Hypothesis runs here. Apart from the package itself: the suite inside edx-platform does without Hypothesis."""

import os

from hypothesis import Phase, settings

# How long one example takes is a matter of the machine; what takes too long is found by the benchmarks.
settings.register_profile("suite", deadline=None)
# For `make mutation`: the same few examples for every change, and a failure is all that is asked for.
settings.register_profile(
    "mutation",
    parent=settings.get_profile("suite"),
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
