"""The collector of cycles rests during a batch, and only then."""

from __future__ import annotations

import gc

import pytest

from micromasters_plugin.pipeline.collecting import without_collecting


def test_it_rests_within_and_goes_on_after_whatever_happens() -> None:
    with pytest.raises(RuntimeError), without_collecting():
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()


def test_within_another_it_goes_on_after_the_outer_one() -> None:
    with without_collecting():
        with without_collecting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
