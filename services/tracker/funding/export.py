"""The figures of sub kegiatan in an export of SIPD, and what has to be asked first. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from chassis.http.problem import Fault
from chassis.text import Text
from chassis.web.figures import month as month_name
from tracker.funding.funding import MONTHS, Figure, Money, SubActivity, up_to_months
from tracker.sipd.code import Level
from tracker.sipd.column import Measure, Months
from tracker.sipd.sipd_file import MonthsAre, SheetKind, SipdFile, SipdRow, SipdSheet

YEARS = (2000, 2100)


class Answer(NamedTuple):
    """What a person says of a sheet: its year, the last month of its realisation, whether months
    are cumulative; None where it is not said.
    """

    year: int | None = None
    month: int | None = None
    cumulative: bool | None = None
    falls: bool = False
    """Whether it is right that less was spent than up to an earlier month."""


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


def sheets_of(file: SipdFile) -> Sequence[ReadSheet]:
    """The sheets with figures of sub kegiatan."""
    return [
        _read(number, sheet, rows)
        for number, sheet in enumerate(file.sheets, 1)
        if (rows := _rows_of(file, sheet))
    ]


def _rows_of(file: SipdFile, sheet: SipdSheet) -> Sequence[SipdRow]:
    return [r for r in file.rows if r.sheet == sheet.name and r.level is Level.SUB_KEGIATAN]


def _read(number: int, sheet: SipdSheet, rows: Sequence[SipdRow]) -> ReadSheet:
    realised = sheet.kind is SheetKind.REALISATION
    spans = _spans(rows, sheet, Measure.REALISATION if realised else Measure.CASH_PLAN)
    month, cumulative = _month(spans), _cumulative(spans, sheet)
    sums: dict[Money, int] = {}
    for money, measure in _measures(sheet):
        added = [_last_of(row, sheet, measure, cumulative) for row in rows]
        if any(one is not None for one in added):
            sums[money] = sum(filter(None, added))
    wanted = Measure.REALISATION if realised else Measure.CASH_PLAN
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
        without=sorted({r.code for r in rows if not any(_amounts(r, sheet, wanted))}),
    )


def _measures(sheet: SipdSheet) -> Sequence[tuple[Money, Measure]]:
    """What is taken from a sheet; realisation typed beside a cash plan is not."""
    if sheet.kind is SheetKind.REALISATION:
        return ((Money.BUDGET, Measure.BUDGET), (Money.SPENT, Measure.REALISATION))
    return ((Money.BUDGET, Measure.BUDGET), (Money.PLANNED, Measure.CASH_PLAN))


def _amounts(
    row: SipdRow, sheet: SipdSheet, measure: Measure
) -> Iterator[tuple[Months | None, int]]:
    """Rupiah by months, of all groups of spending; those of the total where it is there."""
    sums: dict[Months | None, int] = defaultdict(int)
    whole = {one.months for one in row.amounts if one.measure is measure and not one.group}
    for one in row.amounts:
        if one.measure is measure and bool(one.group) == (one.months not in whole):
            sums[one.months] += one.rupiah
    if measure is Measure.REALISATION and None in sums and sheet.months is not None:
        sums.setdefault(sheet.months, sums.pop(None))
    yield from sums.items()


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
    if known and None not in spans and all(first < last for first, last in known):
        return False
    readings = {MonthsAre.PER_MONTH: False, MonthsAre.CUMULATIVE: True}
    return readings.get(sheet.months_are)


def faults_of(sheet: ReadSheet, answer: Answer, today: date) -> Iterator[Fault]:
    """What is not answered, or not possible; the fields are year, month and cumulative, each with
    the sheet's number.
    """
    year = sheet.year or answer.year
    if year is None or not YEARS[0] <= year <= YEARS[1]:
        text = Text(f"{sheet.name}: tahun anggaran?", f"{sheet.name}: which budget year?")
        yield Fault(f"year:{sheet.number}", "missing", text)
        return
    month = sheet.month or answer.month
    realised = sheet.kind is SheetKind.REALISATION
    if realised and (month is None or not 1 <= month <= MONTHS):
        text = Text(f"{sheet.name}: realisasi bulan apa?", f"{sheet.name}: which month?")
        yield Fault(f"month:{sheet.number}", "missing", text)
    elif realised and month and (first := date(year, month, 1)) > today:
        text = Text(
            f"{sheet.name}: {month_name(first, 'id')} belum mulai; sebut bulan yang benar.",
            f"{sheet.name}: {month_name(first, 'en')} has not begun; say the right month.",
        )
        yield Fault(f"month:{sheet.number}", "month-ahead", text)
    if sheet.cumulative is None and answer.cumulative is None:
        text = Text(
            f"{sheet.name}: pilih sampai dengan bulan itu, atau bulan itu saja.",
            f"{sheet.name}: choose up to that month, or that month alone.",
        )
        yield Fault(f"cumulative:{sheet.number}", "missing", text)


def rivals(sheets: Sequence[ReadSheet], answers: Mapping[int, Answer]) -> Iterator[Fault]:
    """Sheets that say the same months of a year: which one holds cannot be decided here."""
    taken: dict[tuple[object, ...], str] = {}
    for sheet in sheets:
        answer = answers.get(sheet.number, NOT_ANSWERED)
        key = (sheet.kind, sheet.year or answer.year, sheet.month or answer.month)
        other = taken.setdefault(key, sheet.name)
        if other != sheet.name:
            text = Text(
                f"{sheet.name}: bulan dan tahunnya sama dengan lembar {other}; hapus salah satu "
                "dari berkasnya, atau sebut bulan yang benar.",
                f"{sheet.name}: of the same month and year as sheet {other}; delete one of them "
                "from the file, or say the right month.",
            )
            yield Fault(f"month:{sheet.number}", "same-month", text)


def said_in(file: SipdFile, answers: Mapping[int, Answer]) -> Iterator[Said]:
    """The figures of all sheets, with the answers by the sheets' numbers; of the same code in
    several units their sum. All that is asked has to be answered.
    """
    sums: dict[tuple[str, int, Money, int, int], int] = defaultdict(int)
    names: dict[str, str] = {}
    by_name = {sheet.name: sheet for sheet in file.sheets}
    for sheet in sheets_of(file):
        about, answer = by_name[sheet.name], answers.get(sheet.number, NOT_ANSWERED)
        of_sheet: dict[tuple[str, int, Money, int, int], int] = defaultdict(int)
        for row in _rows_of(file, about):
            names.setdefault(row.code, row.name)
            for money, months, rupiah in _figures(row, about, sheet, answer):
                of_sheet[row.code, sheet.year or answer.year or 0, money, *months] += rupiah
        sums |= of_sheet
    for (code, year, money, first, last), rupiah in sums.items():
        yield Said(code, names[code], year, money, first, last, rupiah)


def _figures(
    row: SipdRow, about: SipdSheet, sheet: ReadSheet, answer: Answer
) -> Iterator[tuple[Money, Months, int]]:
    cumulative = answer.cumulative if sheet.cumulative is None else sheet.cumulative
    for money, measure in _measures(about):
        for months, rupiah in _amounts(row, about, measure):
            if money is Money.BUDGET:
                yield money, (1, MONTHS), rupiah
                continue
            last = months[1] if months else (answer.month or MONTHS)
            alone = months is None or months[0] == months[1]
            first = (1 if cumulative else last) if alone else (months or (1, last))[0]
            yield money, (first, last), rupiah


def figures_of(said: Iterable[Said], agency: str, said_at: datetime, file: str) -> Sequence[Figure]:
    """The figures as an agency's, of a file that was sent at an instant."""
    return [
        Figure(
            SubActivity(agency, one.code),
            *(one.year, one.money, one.first, one.last, one.rupiah),
            said_at,
            file,
        )
        for one in said
    ]


def falling(new: Sequence[Figure], known: Sequence[Figure]) -> tuple[int, int, int, int] | None:
    """Of realisation up to a month that is less than up to an earlier one of the same year, over
    all sub kegiatan that both say: year, earlier month, rupiah up to it, rupiah now. Months that
    were each month's own look so when they are read as cumulative.
    """
    for year in {one.year for one in new if one.money is Money.SPENT and one.first == 1}:
        now, before = (_sums(those, year) for those in (new, known))
        for month, those in sorted(now.items()):
            for earlier, others in sorted(before.items(), reverse=True):
                shared = those.keys() & others.keys()
                had, has = (sum(one[of] for of in shared) for one in (others, those))
                if earlier < month and has < had:
                    return year, earlier, had, has
    return None


def _sums(figures: Iterable[Figure], year: int) -> Mapping[int, Mapping[SubActivity, int]]:
    of: dict[SubActivity, list[Figure]] = defaultdict(list)
    for one in figures:
        if one.year == year and one.money is Money.SPENT:
            of[one.of].append(one)
    sums: dict[int, dict[SubActivity, int]] = defaultdict(dict)
    for whose, those in of.items():
        for month, rupiah in up_to_months(those).items():
            sums[month][whose] = rupiah
    return sums
