"""The figures of sub kegiatan in an export of SIPD, and what has to be asked first. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chassis.text import Text
from tracker.funding.figure import MONTHS, Figure, Money, SubActivity
from tracker.sipd.code import Level
from tracker.sipd.column import Measure, Months
from tracker.sipd.sipd_file import MonthsAre, SheetKind, SipdFile, SipdRow, SipdSheet

YEARS = (2000, 2100)
ORGANISATION_PARTS = 7
"""Of the code of an organisasi, 2.16.2.20.2.21.04.0000; the last is the unit's."""


class Answer(NamedTuple):
    """What a person says of a sheet: its year, the last month of its realisation, whether months
    are cumulative; None where it is not said.
    """

    year: int | None = None
    month: int | None = None
    cumulative: bool | None = None
    falls: bool = False
    """Whether it is right that less was spent than up to an earlier month."""
    work_unit: str | None = None
    """The unit whose figures these are; blank: the agency's as a whole."""


NOT_ANSWERED = Answer()


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet of figures: what it holds, what it says of itself, and what has to be asked."""

    number: int
    """From 1, among the sheets of the file."""
    name: str
    kind: SheetKind
    agency: str
    """As its title names it; may be blank."""
    year: int | None
    month: int | None
    """The last month of its realisation."""
    cumulative: bool | None
    asks_month: bool
    asks_cumulative: bool
    sub_activities: int
    sums: Mapping[Money, int]
    """Of all sub kegiatan, as they stand in the file."""
    without: Sequence[str]
    """Codes of sub kegiatan without a figure."""
    remarks: Sequence[Text]
    """Which of several columns was read."""
    doubtful: frozenset[str]
    """Those codes of which a cell cannot be read."""
    organisations: int
    """How many agencies its rows are of."""
    work_unit: str
    """The unit of the agency that it is of; blank where it says none."""
    codes: frozenset[str]
    """Of its sub kegiatan."""

    def unit(self, answer: Answer) -> str:
        """The unit whose figures these are."""
        return self.work_unit if answer.work_unit is None else answer.work_unit

    @property
    def asks_year(self) -> bool:
        """Whether the sheet does not say its year."""
        return self.year is None


@dataclass(frozen=True, slots=True)
class Said:
    """One figure of the file, before it is told whose it is."""

    code: str
    name: str
    year: int
    money: Money
    first: int
    last: int
    rupiah: int
    work_unit: str = ""
    """As it is answered, else as the file says it."""
    unit_in_file: str = ""


Key = tuple[str, int, Money, int, int, str, str]
"""Code, year, kind, first and last month, unit as it counts and as the file says it."""


def sheets_of(file: SipdFile) -> Sequence[ReadSheet]:
    """The sheets with figures of sub kegiatan."""
    return [
        _read(number, sheet, rows, file)
        for number, sheet in enumerate(file.sheets, 1)
        if (rows := _rows_of(file, sheet))
    ]


def _rows_of(file: SipdFile, sheet: SipdSheet) -> Sequence[SipdRow]:
    return [r for r in file.rows if r.sheet == sheet.name and r.level is Level.SUB_KEGIATAN]


def _doubtful(file: SipdFile, sheet: SipdSheet, rows: Sequence[SipdRow]) -> set[str]:
    """Codes with a row of which a cell cannot be read."""
    faulted = {fault.row for fault in file.faults if fault.sheet == sheet.name}
    return {row.code for row in rows if row.row in faulted}


def _organisations(file: SipdFile, sheet: SipdSheet) -> int:
    """How many agencies its rows are of; their units differ in the last digits only."""
    codes = [r.code for r in file.rows if r.sheet == sheet.name and r.level is Level.ORGANISASI]
    return len({".".join(code.split(".")[:ORGANISATION_PARTS]) for code in codes})


def _read(number: int, sheet: SipdSheet, rows: Sequence[SipdRow], file: SipdFile) -> ReadSheet:
    realised = sheet.kind is SheetKind.REALISATION
    spans = _spans(rows, sheet, Measure.REALISATION if realised else Measure.CASH_PLAN)
    if realised and (until := _until(rows, sheet)):
        spans = {months for months in spans if months is None or months[1] <= until}
    month, cumulative = _month(spans), _cumulative(spans, sheet)
    sums: dict[Money, int] = {}
    for money, measure in _measures(sheet):
        added = [_last_of(row, sheet, measure, cumulative) for row in rows]
        if any(one is not None for one in added):
            sums[money] = sum(filter(None, added))
    wanted = Measure.REALISATION if realised else Measure.CASH_PLAN
    doubtful = frozenset(_doubtful(file, sheet, rows))
    return ReadSheet(
        number=number,
        name=sheet.name,
        kind=sheet.kind,
        agency=sheet.agency,
        year=sheet.year,
        month=month,
        cumulative=cumulative,
        asks_month=realised and month is None,
        asks_cumulative=cumulative is None,
        sub_activities=len({row.code for row in rows}),
        sums=sums,
        remarks=sheet.remarks,
        without=sorted({r.code for r in rows if not any(_amounts(r, sheet, wanted))} | doubtful),
        doubtful=doubtful,
        organisations=_organisations(file, sheet),
        work_unit=sheet.work_unit,
        codes=frozenset(row.code for row in rows),
    )


def _measures(sheet: SipdSheet) -> Sequence[tuple[Money, Measure]]:
    """What is taken from a sheet; realisation typed beside a cash plan is not."""
    if sheet.kind is SheetKind.REALISATION:
        return ((Money.BUDGET, Measure.BUDGET), (Money.SPENT, Measure.REALISATION))
    return ((Money.BUDGET, Measure.BUDGET), (Money.PLANNED, Measure.CASH_PLAN))


def _amounts(
    row: SipdRow, sheet: SipdSheet, measure: Measure
) -> Iterator[tuple[Months | None, int]]:
    """Rupiah by months, of all groups of spending; those of the total where it is there. A column
    without months beside some that have them is their sum, and says nothing of its own.
    """
    sums: dict[Months | None, int] = defaultdict(int)
    whole = {one.months for one in row.amounts if one.measure is measure and not one.group}
    for one in row.amounts:
        if one.measure is measure and bool(one.group) == (one.months not in whole):
            sums[one.months] += one.rupiah
    if len(sums) > 1:
        sums.pop(None, None)
    if measure is Measure.REALISATION and None in sums and sheet.months is not None:
        sums[sheet.months] = sums.pop(None)
    yield from sums.items()


def _without_months_ahead(
    amounts: Mapping[Months | None, int], until: int | None
) -> Mapping[Months | None, int]:
    """Realisation without the months after the last in which anything was spent: their zeros are
    not known yet.
    """
    if until is None:
        return amounts
    return {m: rupiah for m, rupiah in amounts.items() if m is None or m[1] <= until}


def _until(rows: Sequence[SipdRow], sheet: SipdSheet) -> int | None:
    """The last month in which anything was spent, where columns of months say it."""
    spent: dict[int, bool] = defaultdict(bool)
    for row in rows:
        for months, rupiah in _amounts(row, sheet, Measure.REALISATION):
            if months and (months[0] == months[1] or months[1] < MONTHS):
                spent[months[1]] |= bool(rupiah)
    return max((month for month, some in spent.items() if some), default=None) if spent else None


def _last_of(
    row: SipdRow, sheet: SipdSheet, measure: Measure, cumulative: bool | None
) -> int | None:
    """Rupiah of a row up to the last month that it says; None where it says nothing."""
    amounts = dict(_amounts(row, sheet, measure))
    widest = max(
        (months for months in amounts if months), key=lambda m: (m[1], -m[0]), default=None
    )
    if widest is None or widest[0] == 1 or cumulative:
        return amounts.get(widest)
    return sum(amounts.values())


def _spans(rows: Sequence[SipdRow], sheet: SipdSheet, measure: Measure) -> set[Months | None]:
    return {months for row in rows for months, _ in _amounts(row, sheet, measure)}


def _month(spans: set[Months | None]) -> int | None:
    """The last month; None where it has to be asked."""
    if None in spans or not spans:
        return None
    return max(months[1] for months in spans if months)


def _cumulative(spans: set[Months | None], sheet: SipdSheet) -> bool | None:
    """Whether its figures are up to their month; None where it has to be asked. January's are
    both.
    """
    known = {months for months in spans if months}
    if known and all(first == 1 for first, _ in known):
        return True
    readings = {MonthsAre.PER_MONTH: False, MonthsAre.CUMULATIVE: True}
    return readings.get(sheet.months_are)


def said_in(file: SipdFile, answers: Mapping[int, Answer]) -> Iterator[Said]:
    """The figures of all sheets, with the answers by the sheets' numbers; of the same code in
    several units their sum. All that is asked has to be answered.
    """
    sums: dict[Key, int] = {}
    names: dict[str, str] = {}
    by_name = {sheet.name: sheet for sheet in file.sheets}
    for sheet in sheets_of(file):
        about, answer = by_name[sheet.name], answers.get(sheet.number, NOT_ANSWERED)
        rows = _rows_of(file, about)
        until = _until(rows, about)
        of_sheet: dict[str, list[dict[Key, int]]] = defaultdict(list)
        for row in rows:
            names.setdefault(row.code, row.name)
            said: dict[Key, int] = {}
            year, units = sheet.year or answer.year or 0, (sheet.unit(answer), sheet.work_unit)
            for money, months, rupiah in _figures(row, about, sheet, answer, until):
                said.setdefault((row.code, year, money, *months, *units), rupiah)
            of_sheet[row.code].append(said)
        for code, those in of_sheet.items():
            if code not in sheet.doubtful:
                for key in set.intersection(*map(set, those)):
                    sums[key] = sum(one[key] for one in those)
    for (code, year, money, first, last, unit, in_file), rupiah in sorted(sums.items()):
        yield Said(code, names[code], year, money, first, last, rupiah, unit, in_file)


def _figures(
    row: SipdRow, about: SipdSheet, sheet: ReadSheet, answer: Answer, until: int | None
) -> Iterator[tuple[Money, Months, int]]:
    cumulative = answer.cumulative if sheet.cumulative is None else sheet.cumulative
    for money, measure in _measures(about):
        amounts: Mapping[Months | None, int] = dict(_amounts(row, about, measure))
        if money is Money.SPENT:
            amounts = _without_months_ahead(amounts, until)
        for months, rupiah in amounts.items():
            if money is Money.BUDGET:
                yield money, (1, MONTHS), rupiah
                continue
            last = months[1] if months else (answer.month or MONTHS)
            first = 1 if cumulative else months[0] if months else last
            yield money, (first, last), rupiah


def figures_of(said: Iterable[Said], agency: str, said_at: datetime, file: str) -> Sequence[Figure]:
    """The figures as an agency's, of a file that was sent at an instant."""
    return [
        Figure(
            SubActivity(agency, one.code),
            *(one.year, one.money, one.first, one.last, one.rupiah),
            said_at,
            file,
            one.name,
            one.work_unit,
        )
        for one in said
    ]
