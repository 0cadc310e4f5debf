"""Define Hypothesis's profiles for this suite.

This code is a separate module, because the tests inside edx-platform run without Hypothesis.
"""

import os

from hypothesis import Phase, settings

# Set no deadline, because the time of an example depends on the machine, and the benchmarks find slow code.
settings.register_profile("suite", deadline=None)
# Use a few fixed examples for every mutant in `make mutation`.
settings.register_profile(
    "mutation",
    parent=settings.get_profile("suite"),
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
