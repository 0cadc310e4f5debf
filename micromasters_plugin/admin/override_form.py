"""Define the form with which staff record an override in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model

from micromasters_plugin import api
from micromasters_plugin.admin.reasons import ReasonForm
from micromasters_plugin.admin.searching import is_id
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.data.states import OverrideKind
from micromasters_plugin.exceptions import MicromastersError, UnconfirmedOverrideError
from micromasters_plugin.programs.models import Program

if TYPE_CHECKING:
    from micromasters_plugin.data import OverrideRecord


class OverrideForm(ReasonForm):
    """A form with the fields of all kinds of overrides.

    The form asks for a confirmation if the override has effects that staff may not expect. The API checks the fields.
    """

    learner = forms.CharField(
        max_length=255, help_text="Username or user id.", widget=forms.TextInput(attrs={"autofocus": True})
    )
    program = forms.ModelChoiceField(Program.objects.filter(retired__isnull=True))
    kind = forms.ChoiceField(choices=[(kind.value, kind.value.replace("_", "-")) for kind in OverrideKind])
    requirement = forms.CharField(
        max_length=255, required=False, help_text="For waive and grant: the key of the requirement."
    )
    ratio = forms.DecimalField(required=False, help_text="For waive: the grade in the composite grade, from 0 to 1.")
    day = forms.DateField(
        required=False, help_text="For waive: the day on which the requirement was met. By default it is unknown."
    )
    count = forms.IntegerField(required=False, help_text="For grant: the number of further tries.")
    course_run = forms.CharField(max_length=255, required=False, help_text="For discount: the key of the course run.")
    exam = forms.CharField(max_length=255, required=False, help_text="For make-up: the usage key of the make-up exam.")
    make_up_for = forms.CharField(
        max_length=255, required=False, help_text="For make-up: the usage key of the exam that errored."
    )
    expires = forms.DateField(
        required=False, help_text="The override ends at 00:00 of this day in the program's time zone."
    )
    is_confirmed = forms.BooleanField(required=False, label="Record the override nevertheless")
    field_order = (
        *("learner", "program", "kind", "requirement", "ratio", "day", "count", "course_run", "exam", "make_up_for"),
        *("expires", "reason", "is_confirmed"),
    )

    #: What staff must confirm. The form shows the field for the confirmation only if staff must confirm an effect.
    cautions: tuple[str, ...] = ()

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        del self.fields["reason"].widget.attrs["autofocus"]  # this form begins at the learner

    def clean_learner(self) -> int:
        """Return the learner's user id."""
        name = self.cleaned_data["learner"]
        person = get_user_model().objects.filter(username=name).first()
        if person is None and not is_id(name):
            raise forms.ValidationError(f"There is no user {name!r}.", "unknown")
        return int(name) if person is None else int(person.pk)

    def record(self, actor: Actor) -> OverrideRecord | None:
        """Record the override. If the API refuses the override, keep the error in the form, and return None."""
        values: dict[str, Any] = {**self.cleaned_data}
        program, learner, kind = values.pop("program"), values.pop("learner"), values.pop("kind")
        try:
            return api.record_override(str(program.uuid), kind, user_id=learner, actor=actor, **values)
        except UnconfirmedOverrideError as error:
            self.cautions = error.cautions
            for caution in error.cautions:
                self.add_error(None, f"Nothing was recorded yet: {caution}.")
        except MicromastersError as error:
            self.add_error(None, f"Nothing was recorded: {error}.")
        return None
