"""Express what an option adds to a choice as one whole number, so that the greatest sum is the best choice.

The mean of a choice is a quotient, but the distance of the mean from a guess is a sum. ``best_choice`` makes the
guesses.
"""

from __future__ import annotations

from fractions import Fraction

from micromasters_plugin.domain.offers import Offer, Option


class Worth:
    """The worth of each option while the mean is guessed to be ``mean``.

    From the highest bits to the lowest, a worth consists of the distance from the guessed mean, a 1 for a grade, a bit
    for the leaf, and a 1 for an attempt. The bit of a leaf is higher than the bits of all later leaves together.
    Therefore, of two choices with the same mean, the choice with more grades is better, then the choice with the
    earlier leaves, then the choice with more attempts and fewer waivers.
    """

    def __init__(self, mean: Fraction, leaf_count: int):
        self._numerator = mean.numerator
        self._denominator = mean.denominator
        self._last = leaf_count.bit_length() + leaf_count - 1
        self._grade = 1 << (self._last + 1)
        self._shift = self._last + 1 + leaf_count.bit_length()
        self._mask = (1 << self._shift) - 1

    def best(self, leaf: Offer) -> tuple[int, Option]:
        """Return the greatest worth among the options of ``leaf``, and the option with this worth."""
        if len(leaf.options) == 1:
            return self.of(leaf, leaf.options[0]), leaf.options[0]
        return max(((self.of(leaf, option), option) for option in leaf.options), key=lambda pair: pair[0])

    def of(self, leaf: Offer, option: Option) -> int:
        """Return the worth of ``option`` at ``leaf``. The worth is below 0 if the ratio is below the guessed mean."""
        worth = (1 << (self._last - leaf.position)) + (not option.is_waiver)
        if option.ratio is None:
            return worth
        distance = option.weight * (option.ratio * self._denominator - self._numerator)
        return (distance << self._shift) + self._grade + worth

    def distance(self, leaf: Offer, option: Option) -> int:
        """Return the part of the worth that does not depend on the order of the leaves."""
        return self.of(leaf, option) >> (self._last + 1)

    def tie(self, worth: int) -> int:
        """Return the part of a sum of worths that decides between choices with the same mean."""
        return worth & self._mask
