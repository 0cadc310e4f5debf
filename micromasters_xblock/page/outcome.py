"""Describe the whole program in lines about the credential, the candidacy, and the programs before and after.

A candidate's flag is advice, so no line says that a learner is admitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from micromasters_xblock import gateway
from micromasters_xblock.readable import Readable
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.runs import Action

if TYPE_CHECKING:
    from micromasters_plugin.data import CredentialRecord, LearnerProgress, ProgramSummary, RelatedProgress


@dataclass(frozen=True, slots=True)
class Line(Readable):
    """A claim, one sentence that explains the claim, and at most one action.

    ``is_strong`` marks a valid credential.
    """

    mark: str
    claim: str
    detail: str
    action: Action | None = None
    is_strong: bool = False


def outcome_lines(progress: LearnerProgress, *, reader: Reader) -> list[Line]:
    """Return the lines for this learner. The credential's line is first."""
    lines = []
    if progress.credential is not None:
        lines.append(_credential(progress, progress.credential, reader))
    elif progress.state.value == "held":
        lines.append(
            Line(
                "held",
                reader.gettext("Your credential is on hold."),
                reader.gettext("The program’s staff are looking into a question. Your progress stays as it is."),
            )
        )
    elif progress.earned:
        lines.append(
            Line(
                "clock",
                reader.gettext("You have earned the credential."),
                reader.gettext("It is being issued; its link appears here."),
            )
        )
    if progress.is_candidate and progress.meets_admission_bar:
        lines.append(_candidate(progress, reader))
    return lines


def retired_lines(program: ProgramSummary, *, reader: Reader) -> list[Line]:
    """Say that a retired program no longer evaluates learners. Return no line for a program in use."""
    if program.retired is None:
        return []
    claim = reader.gettext("This program was retired.")
    detail = reader.gettext(
        "Since %(date)s nothing new counts in it. What was earned before stays earned.",
        date=reader.date(program.retired),
    )
    return [Line("void", claim, detail)]


def related_lines(progress: LearnerProgress, *, reader: Reader) -> list[Line]:
    """Return lines with the learner's progress in the programs before and after this program."""
    return [_related(other, reader) for other in progress.related]


def _related(other: RelatedProgress, reader: Reader) -> Line:
    claim = reader.ngettext(
        "%(program)s: %(earned)s of %(number)s requirement earned",
        "%(program)s: %(earned)s of %(number)s requirements earned",
        other.total_requirements,
        program=other.title,
        earned=str(other.earned_requirements),
    )
    if other.is_successor:
        detail = reader.gettext("It follows this program. Your courses count there too, by its own passing grades.")
    else:
        detail = reader.gettext("This program follows it. Your courses count in both, each by its own passing grades.")
    return Line("earned" if other.earned else "half", claim, detail)


def _credential(progress: LearnerProgress, credential: CredentialRecord, reader: Reader) -> Line:
    since = reader.date(credential.state_date)
    view = Action(reader.gettext("View credential"), gateway.credential_path(credential.uuid))
    state = credential.state.value
    if state == "suspended":
        claim = reader.gettext("Your credential is suspended.")
        detail = reader.gettext("Since %(date)s, while a question is looked into. It may be valid again.", date=since)
        return Line("held", claim, detail)
    if state == "revoked":
        claim = reader.gettext("Your credential was revoked.")
        detail = reader.gettext("On %(date)s. Ask the program’s staff if you want to contest this.", date=since)
        return Line("void", claim, detail)
    if state == "superseded":
        claim = reader.gettext("This credential was replaced.")
        return Line("earned", claim, reader.gettext("On %(date)s, by a newer one.", date=since), view)
    issued = reader.date(credential.issued)
    if not progress.earned:
        claim = reader.gettext("Your credential is valid.")
        detail = reader.gettext(
            "Issued %(date)s. A requirement has changed since; it stays valid until a person has decided.", date=issued
        )
        return Line("clock", claim, detail, view)
    claim = reader.gettext("You have earned the credential.")
    detail = reader.gettext("Issued %(date)s. Anyone with its link can verify it.", date=issued)
    return Line("sheet", claim, detail, view, is_strong=True)


def _candidate(progress: LearnerProgress, reader: Reader) -> Line:
    composite, bar = progress.composite, progress.admission_bar
    detail = reader.gettext("People decide on admission; nothing has been decided yet.")
    if composite is not None and bar is not None:
        figures = reader.gettext(
            "Your composite is %(composite)s; the bar is %(bar)s.",
            composite=reader.ratio(composite, bar=bar),
            bar=reader.bar(bar),
        )
        detail = reader.sentences(figures, detail)
    return Line("open", reader.gettext("You meet the admission bar."), detail)
