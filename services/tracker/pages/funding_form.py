"""The fields of the forms of the money side: what is chosen, and what is answered of an export.
Pure.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from chassis.http.problem import Problem
from chassis.sheets.limits import DEFAULT
from chassis.text import Text
from tracker.funding.code_rows import Wanted
from tracker.funding.export import YEARS, Answer
from tracker.sipd.work_unit import work_unit_key

FUNDING = "/kemajuan/sipd"
CODE, SEEN = "kode:", "dulu:"
YEAR, WORDS, SHOW, PAGE = CHOICE = ("tahun", "cari", "tampil", "hal")
"""The fields by which sub kegiatan are chosen."""
PROPOSALS = "usulan"
OPEN = "belum"
WORDS_MOST = 80
SHEETS_MOST = DEFAULT.sheets
UP_TO, ALONE = "sampai", "bulan"
THIS_UNIT, NEW_UNIT, UNIT_NAME = "=", "+", "nama-unit"
"""Before the unit whose figures are replaced; for another one, and the field of its name."""
FIELDS = {
    "year": "tahun",
    "month": "bulan",
    "cumulative": "hitung",
    "falls": "turun",
    "unit": "unit",
}
"""The fields of the form by what the rules call them."""


def wanted_in(given: Mapping[str, str]) -> Wanted:
    """The sub kegiatan that an address or a form chooses; what is no choice counts as none."""
    year = _number(given.get(YEAR, ""))
    return Wanted(
        year if year is not None and YEARS[0] <= year <= YEARS[1] else None,
        given.get(WORDS, "").strip()[:WORDS_MOST],
        given.get(SHOW) == OPEN,
        _number(given.get(PAGE, "")) or 1,
    )


def address_of(wanted: Wanted, **other: int | str) -> str:
    """The address of a choice of sub kegiatan, with other fields than its own."""
    said = {
        YEAR: wanted.year or "",
        WORDS: wanted.words,
        SHOW: OPEN if wanted.only_open else "",
        PAGE: wanted.page if wanted.page > 1 else "",
        **other,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{FUNDING}?{query}" if query else FUNDING


def answers_in(given: Mapping[str, str]) -> Mapping[int, Answer]:
    """The answers of a form, by the number of their sheets; what is no answer counts as none."""
    answers: dict[int, Answer] = {}
    for number in range(1, SHEETS_MOST + 1):
        year, month, counted, falls, unit = (
            given.get(f"{field}:{number}", "") for field in FIELDS.values()
        )
        answers[number] = Answer(
            _number(year),
            _number(month),
            {UP_TO: True, ALONE: False}.get(counted),
            bool(falls) or bool(given.get("turun")),
            _unit_in(unit, given.get(f"{UNIT_NAME}:{number}", "")),
        )
    return answers


def _unit_in(chosen: str, name: str) -> str | None:
    """The unit that is chosen or named; None where it is not said."""
    if chosen.startswith(THIS_UNIT):
        return work_unit_key(chosen.removeprefix(THIS_UNIT))
    return (work_unit_key(name) or None) if chosen == NEW_UNIT else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def errors_of(problem: Problem) -> Mapping[str, Text]:
    """What is wrong by the ids of the form's fields."""
    if not problem.faults:
        return {"isi": problem.detail}
    errors: dict[str, Text] = {}
    for fault in problem.faults:
        name, _, number = fault.field.partition(":")
        errors["-".join(filter(None, (FIELDS.get(name, name), number)))] = fault.message
    return errors
