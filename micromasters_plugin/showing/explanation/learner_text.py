"""Describe an explanation for the learner, in the active language.

The text leaves out results under embargo, ranks, and the author and reason of an override. The text also leaves out
admission bars that the learner does not meet.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext

from micromasters_plugin.data import (
    ExplainedAttempt,
    ExplainedRequirement,
    Explanation,
    ProgramState,
    Reason,
)
from micromasters_plugin.domain.overrides import STRENGTH, in_force
from micromasters_plugin.domain.reasons import VERDICT_REASONS, Reveals
from micromasters_plugin.showing.explanation.reasons import describe_reason, format_day, format_ratio

INDENT = "    "


def describe_for_learner(explanation: Explanation) -> str:
    """Return the explanation in sentences. Each requirement and attempt has a line."""
    return "\n".join(
        (
            gettext("%(program)s, as of %(date)s")
            % {"program": explanation.program_title, "date": format_day(explanation.as_of)},
            *_retired(explanation),
            _progress(explanation),
            *_state(explanation),
            *_binding(explanation),
            *(line for child in _top_requirements(explanation.root) for line in _requirement(child, 0)),
            *(
                gettext("%(unit)s: %(earned)s of %(required)s courses earned")
                % {"unit": unit.title, "earned": unit.earned_courses, "required": unit.required_courses}
                for unit in explanation.units
            ),
        )
    )


def _top_requirements(root: ExplainedRequirement) -> tuple[ExplainedRequirement, ...]:
    """Return the root's children. If the root is a choice, return the root itself, so learners see the choice."""
    return (root,) if root.kind == "at_least" else root.children


def _retired(explanation: Explanation) -> Iterator[str]:
    if explanation.retired is not None:
        yield gettext(
            "This program was retired on %(date)s. Nothing new counts in it; what was earned before stays earned."
        ) % {"date": format_day(explanation.retired)}


def _progress(explanation: Explanation) -> str:
    total = explanation.total_requirements
    text = ngettext(
        "%(earned)s of %(total)s requirement is earned.", "%(earned)s of %(total)s requirements are earned.", total
    ) % {"earned": explanation.earned_requirements, "total": total}
    if explanation.composite is None:
        return text
    composite = gettext("The composite grade so far is %(ratio)s.") % {"ratio": _ratio_and_letter(explanation)}
    return f"{text} {composite}"


def _state(explanation: Explanation) -> Iterator[str]:
    if explanation.state is ProgramState.HELD:
        yield gettext("The program’s staff hold the credential back while they look into a question.")
    elif explanation.state is ProgramState.REVOKED:
        yield gettext("The program’s staff have taken the credential back.")
    elif explanation.state is ProgramState.AWARDED:
        yield gettext("The program’s staff have awarded the credential.")
    for override in in_force(explanation.overrides, explanation.as_of):
        if override.expires is not None and override.kind in STRENGTH:
            yield gettext("That decision ends on %(date)s.") % {"date": format_day(override.expires)}


def _binding(explanation: Explanation) -> Iterator[str]:
    rules = {"date": format_day(explanation.rules_from or explanation.effective_from), "number": explanation.version}
    if explanation.rules_changed is None:
        yield gettext("Rules of %(date)s (version %(number)s).") % rules
    else:
        rules["changed"] = format_day(explanation.rules_changed)
        yield gettext("Rules of %(date)s (version %(number)s); changed on %(changed)s.") % rules
    if explanation.bound_at is not None:
        yield gettext("The rules that apply to you are those of your first enrollment, on %(date)s.") % {
            "date": format_day(explanation.bound_at)
        }


def _requirement(requirement: ExplainedRequirement, depth: int) -> Iterator[str]:
    lead = INDENT * depth
    yield f"{lead}{requirement.title}: {_standing(requirement)}"
    for reason in _visible_reasons(requirement.own_reasons, requirement):
        yield f"{lead}{INDENT}{describe_reason(reason, zone=requirement.timezone)}"
    for attempt in requirement.attempts:
        yield f"{lead}{INDENT}{_attempt(attempt, requirement.timezone)}"
    for final in requirement.finals:
        yield f"{lead}{INDENT}{gettext('Final exam')}: {_attempt(final, requirement.timezone)}"
    for child in requirement.children:
        yield from _requirement(child, depth + 1)


def _standing(requirement: ExplainedRequirement) -> str:
    if requirement.children:
        return gettext("%(earned)s earned, %(required)s needed") % {
            "earned": sum(child.earned for child in requirement.children),
            "required": requirement.required,
        }
    if not requirement.earned:
        return gettext("not earned yet")
    if requirement.ratio is None:
        return gettext("earned")
    return gettext("earned with %(ratio)s") % {"ratio": _ratio_and_letter(requirement)}


def _attempt(explained: ExplainedAttempt, zone: str) -> str:
    verdict = explained.verdict
    parts = [f"{verdict.course_run}:"]
    if explained.held_until is None and verdict.ratio is not None:
        parts.append(gettext("grade %(ratio)s.") % {"ratio": format_ratio(verdict.ratio)})
    if verdict.counts and verdict.reached is not None:
        parts.append(gettext("Counts since %(date)s.") % {"date": format_day(verdict.reached)})
    elif verdict.counts:
        parts.append(gettext("Counts."))
    else:
        parts.append(gettext("Does not count."))
    if verdict.counts and not explained.is_used:
        parts.append(gettext("A better one is used."))
    parts += [describe_reason(reason, zone=zone) for reason in _visible_reasons(verdict.reasons, explained)]
    return " ".join(parts)


def _visible_reasons(reasons: tuple[Reason, ...], of: ExplainedAttempt | ExplainedRequirement) -> list[Reason]:
    if of.held_until is None:
        return list(reasons)
    return [reason for reason in reasons if VERDICT_REASONS[reason.code].reveals is Reveals.NOTHING]


def _ratio_and_letter(explained: Explanation | ExplainedRequirement) -> str:
    ratio = explained.composite if isinstance(explained, Explanation) else explained.ratio
    assert ratio is not None
    return format_ratio(ratio) + (f" ({explained.letter})" if explained.letter else "")
