"""Prepare the slider for a learner's target composite, and describe the plan for the target.

The gateway returns the plan. The module ``plan`` has the steps without a target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from micromasters_xblock.page.plan import grades_by_bar, leaves, was_decided
from micromasters_xblock.readable import Readable
from micromasters_xblock.words.reader import TWO_PLACES, Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, Plan, PlanStep

HIGHEST = Decimal(1)


@dataclass(frozen=True, slots=True)
class Target(Readable):
    """The slider in HTML's number format.

    The slider has the composites from ``least`` to 1 in hundredths, and is set to ``value``.

    ``least_shown`` and ``most_shown`` are the slider's ends in the format of the reader's language.
    """

    least: str
    value: str
    least_shown: str
    most_shown: str

    @property
    def point(self) -> str:
        """Return the decimal separator of the reader's language."""
        return self.most_shown[1:-2]

    @property
    def stops(self) -> list[Decimal]:
        """Return the slider's stops.

        The stops from the start upward come first, and the stops from the start downward follow.
        """
        hundredths = range(int(Decimal(self.least) * 100), 101)
        first = int(Decimal(self.value) * 100)
        ordered = sorted(hundredths, key=lambda each: (each < first, abs(each - first)))
        return [(Decimal(each) / 100).quantize(TWO_PLACES) for each in ordered]


@dataclass(frozen=True, slots=True)
class Need(Readable):
    """A course that the learner has to take: its code, the least grade, and the date."""

    code: str
    grade: str
    detail: str


@dataclass(frozen=True, slots=True)
class PlanAnswer(Readable):
    """The plan for a target: a claim, the needed courses, and the result. ``outcome`` is "" if there is no result."""

    claim: str
    needs: tuple[Need, ...] = ()
    outcome: str = ""

    @property
    def summary(self) -> str:
        """Return the whole answer as one line, for screen readers."""
        needs = ", ".join(f"{need.code} {need.grade}" for need in self.needs)
        return " ".join(part for part in (self.claim, needs) if part)


def target_of(progress: LearnerProgress, *, reader: Reader) -> Target | None:
    """Return the slider. If the program has an admission bar, the slider starts at the bar.

    Return None if the learner needs no target, or if an override decides.
    """
    is_above = progress.admission_bar is None or progress.meets_admission_bar
    if was_decided(progress) or (progress.earned and is_above):
        return None
    bars = [course.passing_grade for course in leaves(progress.requirements) if course.passing_grade is not None]
    least = min(bars, default=Decimal(0)).quantize(TWO_PLACES, ROUND_FLOOR)
    start = (progress.admission_bar or least).quantize(TWO_PLACES, ROUND_CEILING)
    return Target(
        least=str(least),
        value=str(min(max(start, least), HIGHEST)),
        least_shown=reader.ratio(least),
        most_shown=reader.ratio(HIGHEST),
    )


def answer_of(plan: Plan, *, reader: Reader) -> PlanAnswer:
    """Describe the plan for a composite. Needed grades are rounded up, because a learner aims at these grades."""
    from micromasters_plugin.domain.reasons import NOT_WORKED_OUT, PLAN_REASONS, RETAKE

    target = reader.bar(plan.composite_target or Decimal(0))
    if plan.is_reached:
        return PlanAnswer(
            reader.gettext("You have this already: the credential with a composite of %(target)s.", target=target),
            outcome=reader.sentences(*_asked_by_admission(plan, reader)),
        )
    if not plan.is_worked_out:
        return PlanAnswer(
            reader.gettext(NOT_WORKED_OUT.learner, target=target),
            outcome=reader.gettext("It may still be within reach: each course asks for the grade shown with it."),
        )
    if not plan.is_possible:
        return PlanAnswer(reader.gettext(PLAN_REASONS[plan.reasons[0].code].learner, target=target))
    retaken = (reason.value("requirement") for reason in plan.reasons if reason.code == RETAKE.code)
    again = dict.fromkeys(retaken, reader.gettext(RETAKE.learner))
    outcome = []
    if plan.composite is not None:
        composite = reader.ratio(plan.composite, bar=plan.composite_target)
        outcome.append(reader.gettext("With exactly these grades the composite is %(composite)s.", composite=composite))
    return PlanAnswer(
        reader.gettext("For the credential with a composite of %(target)s you need:", target=target),
        tuple(_need(step, again.get(step.key, ""), reader) for step in plan.steps if step.least_ratio is not None),
        reader.sentences(*outcome, *_asked_by_admission(plan, reader)),
    )


def _asked_by_admission(plan: Plan, reader: Reader) -> Iterator[str]:
    """Yield a sentence for each grade that admission requires in addition to the plan's target."""
    for number, words in grades_by_bar(plan.admission, reader):
        yield reader.ngettext(
            "Admission asks for %(bar)s or more in %(courses)s.",
            "Admission asks for %(bar)s or more in each of %(courses)s.",
            number,
            **words,
        )


def _need(step: PlanStep, again: str, reader: Reader) -> Need:
    """Describe one step. ``again`` says that the learner repeats an earned course, and is "" for other courses."""
    least = (step.least_ratio or Decimal(0)).quantize(TWO_PLACES, ROUND_CEILING)
    grade = reader.gettext("%(grade)s or more", grade=reader.bar(least))
    return Need(step.key, grade, reader.sentences(*_when(step, again, reader)))


def _when(step: PlanStep, again: str, reader: Reader) -> Iterator[str]:
    if again:
        yield again
    if step.kind.value == "under_way" and step.deadline is not None:
        # Translators: The last day is the run's last day, or the last day for an upgrade if the learner must upgrade.
        yield reader.gettext("Under way; the last day is %(date)s.", date=reader.last_day(step.deadline))
    elif step.kind.value == "under_way":
        yield reader.gettext("Under way.")
    elif step.deadline is not None:
        yield reader.gettext("Enter by %(date)s.", date=reader.last_day(step.deadline))
    elif not step.course_run:
        yield reader.gettext("No next run is announced yet.")
