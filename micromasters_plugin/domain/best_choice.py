"""Choose among the offers of a tree: the most earned requirements, then the highest composite grade.

The composite grade is a quotient of two sums. ``best_choice`` guesses the mean and finds the best choice for that
guess. The mean of this choice is the next guess. The search stops when a guess is equal to the mean of its choice
(Dinkelbach's method).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from micromasters_plugin.domain.fillings import Filling, fill
from micromasters_plugin.domain.offers import Offer, Option
from micromasters_plugin.domain.slots import Division, divide
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.worth import Worth

#: A mean below every grade.
_BELOW_ALL = Fraction(-1)


@dataclass(frozen=True, slots=True)
class Choice:
    """The options that enter the composite grade, by the position of their leaf.

    ``rank`` orders choices: the number of earned requirements, the exact mean (-1 without a grade), and the tie.
    """

    rank: tuple[int, Fraction, int]
    options: dict[int, Option]


def best_choice(offer: Offer, steps: Steps) -> Choice:
    """Return the best choice among the offers of a tree.

    If two choices are equal, the choice with more grades is better, then the choice with the earlier leaves.
    """
    leaves = list(offer.leaves())
    options = [option for leaf in leaves for option in leaf.options]
    divisions = divide(offer, steps)
    is_sum_enough = _has_equal_sums(offer, options)
    guess = _mean(options)
    while True:
        worth = Worth(guess, len(leaves))
        filling = _best_filling(divisions, worth, steps)
        mean = _mean(option for _, option in filling.taken)
        if mean == guess or is_sum_enough:
            rank = (filling.earned_count, mean, worth.tie(filling.worth))
            return Choice(rank, {leaf.position: option for leaf, option in filling.taken})
        guess = mean


def _best_filling(divisions: Iterable[Division], worth: Worth, steps: Steps) -> Filling:
    found = (fill(division, worth, steps) for division in divisions)
    return max((each for each in found if each is not None), key=lambda each: (each.earned_count, each.worth))


def _has_equal_sums(offer: Offer, options: Iterable[Option]) -> bool:
    """Tell whether every choice with the most earned requirements has the same sum of weights.

    The greatest sum of grades then has the highest mean, whatever the guess is.
    """
    return len({option.weight for option in options}) <= 1 and not (
        any(option.ratio is None for option in options) or _has_free_count(offer)
    )


def _has_free_count(offer: Offer) -> bool:
    """Tell whether a group can enter with different numbers of leaves."""
    if offer.is_waived or (offer.is_choice and any(not child.is_leaf for child in offer.children)):
        return True
    return any(_has_free_count(child) for child in offer.children)


def _mean(options: Iterable[Option]) -> Fraction:
    graded = [(option.weight, option.ratio) for option in options if option.ratio is not None]
    if not graded:
        return _BELOW_ALL
    return Fraction(sum(weight * ratio for weight, ratio in graded), sum(weight for weight, _ in graded))
