"""The form of a decision: what was typed, and what of it is no day. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from chassis.http.problem import Problem
from chassis.text import Text
from tracker.decisions.decision import Wording
from tracker.decisions.wanted import DecisionWanted

FILE = "file"
FIELDS = ("kunci", "butir", "opd", "keputusan", "pelaksana", "batas", "rapat", "risalah")
FIELD_OF: Mapping[str, str] = {
    "decision": "keputusan",
    "owner": "pelaksana",
    "due": "batas",
    "met_on": "rapat",
    "minutes": "risalah",
    "key": "keputusan",
    "item_id": "opd",
    "agency": "opd",
    FILE: FILE,
}
"""By field of the interface, where on the form it is."""


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What was typed; what is wrong with it; and what is wanted, where days are days."""

    values: Mapping[str, str]
    errors: Mapping[str, Text]
    wanted: DecisionWanted | None = None


def read_decision(values: Mapping[str, str]) -> DecisionForm:
    """The form from its fields."""
    days = {name: _day(values[name]) for name in ("batas", "rapat")}
    errors = dict(_not_days(values, days))
    due, met_on = days["batas"], days["rapat"]
    if due is None or met_on is None:
        return DecisionForm(values, errors)
    wording = Wording(values["keputusan"], values["pelaksana"], due, met_on, values["risalah"])
    wanted = DecisionWanted(values["kunci"], values["butir"], values["opd"], wording)
    return DecisionForm(values, errors, wanted)


def errors_of(problem: Problem) -> Mapping[str, Text]:
    """What was refused, by field of the form; what names none is said of the file."""
    if not problem.faults:
        return {FILE: problem.detail}
    return {FIELD_OF.get(one.field, "keputusan"): one.message for one in problem.faults}


def with_file_to_choose(form: DecisionForm) -> DecisionForm:
    """The form that came with a file, to be shown again: browsers keep none."""
    again = Text(
        "berkasnya belum disimpan; pilih sekali lagi", "the file was not kept; choose it once more"
    )
    return replace(form, errors={**form.errors, FILE: form.errors.get(FILE, again)})


def _not_days(
    values: Mapping[str, str], days: Mapping[str, date | None]
) -> Iterator[tuple[str, Text]]:
    for name, day in days.items():
        if not values[name]:
            yield name, Text("pilih tanggalnya", "choose the day")
        elif day is None:
            yield name, Text("tanggal tidak dikenal; tulis 2026-10-31", "no day; write 2026-10-31")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
