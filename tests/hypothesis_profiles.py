"""How Hypothesis runs here. Kept apart, because the suite inside edx-platform works without Hypothesis."""

import os

from hypothesis import Phase, settings

# How long one example takes depends on the machine; the benchmarks find slow ones.
settings.register_profile("suite", deadline=None)
# For `make mutation`: the same few examples for every change; only whether one fails matters.
settings.register_profile(
    "mutation",
    parent=settings.get_profile("suite"),
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
