"""Choose the places of shared courses and the requirements that enter the composite grade.

The most earned requirements come first. Among choices with equally many, the highest composite grade decides.
``best_choice`` finds it. ``composite`` calculates the grade, and ``validity`` decides which results the choice may use.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import product

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.best_choice import Choice, best_choice
from micromasters_plugin.domain.courses import Attempts, waived_verdict
from micromasters_plugin.domain.definition import Group, Node, ProgramRules
from micromasters_plugin.domain.offers import read_offers
from micromasters_plugin.domain.shared_courses import Verdicts, count_elsewhere, counting_places, fixed_places
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import judge_tree, leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict


def choose_best(
    program: ProgramRules,
    verdicts: Verdicts,
    *,
    attempts: Attempts,
    waivers: Mapping[str, OverrideDecision],
    steps: Steps,
) -> RequirementVerdict:
    """Return the verdict of the tree under the best choice, with ``enters`` at the leaves that enter the composite.

    The best choice leaves the most requirements earned, then has the highest composite grade before rounding, then the
    most grades, then the earlier leaves in the definition's order.

    Args:
        program: the rules.
        verdicts: key of each leaf → its verdict, as if every course counted in each of its places.
        attempts: the learner's attempts.
        waivers: key of a requirement → its waiver in force.
        steps: counts the steps. There are at most ``step_limits.max_steps``.

    Raises:
        OutOfStepsError: the choice takes more steps than the limit of ``steps``.
    """
    places = counting_places(program, verdicts)
    if not (places or waivers or program.has_choice):
        return _Way(program, verdicts, attempts, waivers, steps).root  # every earned leaf enters
    fixed_keys = set(fixed_places(program.root)) if places else set()
    fixed = [keys for keys in places if fixed_keys.intersection(keys)]
    free = [keys for keys in places if not fixed_keys.intersection(keys)]
    best: tuple[_Way, Choice] | None = None
    for keys in product(*fixed):
        way = _Way(program, _place(verdicts, fixed, keys, waivers), attempts, waivers, steps)
        choice = way.choose(free)
        if best is None or choice.rank > best[1].rank:
            best = way, choice
    assert best is not None  # the product has at least one element
    return best[0].settle(free, best[1])


class _Way:
    """One way to place the courses that ``fixed_places`` names. The other shared courses count in every place."""

    def __init__(
        self,
        program: ProgramRules,
        verdicts: Verdicts,
        attempts: Attempts,
        waivers: Mapping[str, OverrideDecision],
        steps: Steps,
    ):
        self.program = program
        self.verdicts = verdicts
        self.attempts = attempts
        self.waivers = waivers
        self.steps = steps
        self.root = self._judge(verdicts)

    def choose(self, places: Sequence[Sequence[str]]) -> Choice:
        """Return the best choice. A choice may use each shared course in one of the course's ``places``."""
        return best_choice(read_offers(self.program, self.root, self.waivers, places), self.steps)

    def settle(self, places: Sequence[Sequence[str]], choice: Choice) -> RequirementVerdict:
        """Return the verdict of the tree after ``choice``.

        A course that the choice does not use stays in its first place.
        """
        leaves = self.program.leaves
        option_by_key = {leaves[position].key: option for position, option in choice.options.items()}
        used_keys = {key for key, option in option_by_key.items() if not option.is_waiver}
        chosen_keys = [next((key for key in keys if key in used_keys), keys[0]) for keys in places]
        settled = dict(_place(self.verdicts, places, chosen_keys, self.waivers))
        for leaf, judged in leaf_verdicts(self.program.root, self.root):
            option = option_by_key.get(leaf.key)
            if option is not None and option.is_waiver and judged.state is not RequirementState.WAIVED:
                is_placed = settled[leaf.key] is not self.verdicts[leaf.key]
                settled[leaf.key] = _waive(settled[leaf.key] if is_placed else judged, self.waivers[leaf.key])
        root = self.root if settled == self.verdicts else self._judge(settled)
        return _mark(self.program.root, root, option_by_key)

    def _judge(self, verdicts: Verdicts) -> RequirementVerdict:
        self.steps.spend(self.program.size)
        return judge_tree(self.program.root, verdicts, attempts=self.attempts, waivers=self.waivers)


def _place(
    verdicts: Verdicts,
    places: Sequence[Sequence[str]],
    chosen_keys: Sequence[str],
    waivers: Mapping[str, OverrideDecision],
) -> Verdicts:
    """Return the verdicts if each shared course counts in the place that ``chosen_keys`` has for it."""
    left_out = {key for keys in places for key in keys}.difference(chosen_keys)
    return {**verdicts, **{key: count_elsewhere(verdicts[key], waivers.get(key)) for key in left_out}}


def _waive(verdict: RequirementVerdict, waiver: OverrideDecision) -> RequirementVerdict:
    """Return the verdict of a leaf with the grade of the waiver, although the leaf is earned without the waiver."""
    waived = waived_verdict(verdict.key, verdict.weight, waiver, verdict.attempts)
    return replace(waived, children=verdict.children)


def _mark(node: Node, verdict: RequirementVerdict, entering: Container[str]) -> RequirementVerdict:
    """Return the verdict with ``enters`` at the leaves whose keys are in ``entering``, and at no other leaf."""
    if not isinstance(node, Group):
        enters = node.key in entering
        return verdict if verdict.enters is enters else replace(verdict, enters=enters)
    pairs = zip(node.children, verdict.children, strict=True)
    return replace(verdict, children=tuple(_mark(child, below, entering) for child, below in pairs))
