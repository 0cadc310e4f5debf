"""One sentence for each reason code of the rules, fit for staff and learners alike; marked for translation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from micromasters_plugin.data import Reason

_Say = Callable[[Reason], str]


def say(reason: Reason) -> str:
    """Return the sentence of ``reason`` in the active language."""
    return SENTENCES[reason.code](reason)


def say_ratio(ratio: Decimal) -> str:
    """Write a grade or passing grade, 0–1, exactly and with at least two places, as the active language does."""
    places = max(2, -int(ratio.normalize().as_tuple().exponent))
    return number_format(ratio, decimal_pos=places)


def say_day(instant: datetime) -> str:
    """Write the day of ``instant`` in the site's time zone, as the active language does."""
    return date_format(localtime(instant), "DATE_FORMAT")


def _mode_not_for_credit(reason: Reason) -> str:
    return gettext("Taken in the track “%(mode)s”; it counts in: %(modes)s.") % {
        "mode": reason.value("mode"),
        "modes": reason.value("modes").replace(",", ", "),
    }


def _graded(message: str) -> _Say:
    return lambda reason: (
        gettext(message)
        % {"ratio": say_ratio(Decimal(reason.value("ratio"))), "bar": say_ratio(Decimal(reason.value("bar")))}
    )


def _dated(message: str, name: str) -> _Say:
    return lambda reason: gettext(message) % {"date": say_day(datetime.fromisoformat(reason.value(name)))}


def _out_of_order(reason: Reason) -> str:
    return gettext("It was finished before %(previous)s was earned; the courses count in order.") % {
        "previous": reason.value("previous")
    }


def _locked(reason: Reason) -> str:
    return gettext("It opens when these are earned: %(after)s.") % {"after": reason.value("after").replace(",", ", ")}


def _plain(message: str) -> _Say:
    return lambda reason: gettext(message)


def _(message: str) -> str:
    """Mark a sentence for extraction; it is translated when it is said."""
    return message


SENTENCES: dict[str, _Say] = {
    "after_program": _dated(_("The passing grade was reached after the program’s end on %(date)s."), "ends"),
    "before_program": _dated(_("The run started before the program did, on %(date)s."), "starts"),
    "below_bar": _graded(_("The grade of %(ratio)s is below %(bar)s.")),
    "below_program_bar": _graded(_("The course is passed, but the program asks for %(bar)s; the grade is %(ratio)s.")),
    "certificate_invalidated": _plain(_("The certificate of this run was withdrawn.")),
    "counts_elsewhere": _plain(_("The course is earned and counts once, in another place of the program.")),
    "embargoed": _dated(_("The result is held back until %(date)s."), "until"),
    "exam_errored": _plain(_("A technical fault ended the proctored exam.")),
    "exam_missing": _plain(_("The proctored exam was not taken.")),
    "exam_rejected": _plain(_("The review did not accept the proctored exam.")),
    "exam_under_review": _plain(_("The proctored exam is under review.")),
    "final_below_bar": _graded(_("The final exam’s grade of %(ratio)s is below its own passing grade of %(bar)s.")),
    "final_missing": _plain(_("There is no grade in a final exam that goes with this run.")),
    "invalid_grade": _plain(_("The platform’s grade is not a number from 0 to 2; the course team has to correct it.")),
    "locked": _locked,
    "mode_not_for_credit": _mode_not_for_credit,
    "no_grade": _plain(_("There is no grade yet.")),
    "not_enrolled": _plain(_("There was no enrollment.")),
    "out_of_order": _out_of_order,
    "waived": _plain(_("Staff decided that this need not be taken.")),
}
