"""What is doubtful in figures of an export, before they count. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from chassis.http.problem import Fault
from chassis.text import Text
from chassis.web.figures import month as month_name
from tracker.funding.export import NOT_ANSWERED, YEARS, Answer, ReadSheet
from tracker.funding.figure import MONTHS, Figure, Money, SubActivity
from tracker.funding.months import by_unit, by_year
from tracker.sipd.sipd_file import SheetKind

CODES_OF_A_FILE_MOST = 2_000


def faults_of(sheet: ReadSheet, answer: Answer, today: date) -> Iterator[Fault]:
    """What is not answered, or not possible; the fields are year, month and cumulative, each with
    the sheet's number.
    """
    if sheet.organisations > 1 or sheet.sub_activities > CODES_OF_A_FILE_MOST:
        yield Fault("isi", "several-agencies", _several(sheet))
        return
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


def _several(sheet: ReadSheet) -> Text:
    return Text(
        f"{sheet.name}: {sheet.sub_activities} sub kegiatan dari {sheet.organisations} perangkat "
        "daerah. Kirim ekspor perangkat daerah Anda saja, paling banyak "
        f"{CODES_OF_A_FILE_MOST} sub kegiatan.",
        f"{sheet.name}: {sheet.sub_activities} sub kegiatan of {sheet.organisations} agencies. "
        f"Send your agency's export only, at most {CODES_OF_A_FILE_MOST} sub kegiatan.",
    )


def rivals(sheets: Sequence[ReadSheet], answers: Mapping[int, Answer]) -> Iterator[Fault]:
    """Sheets that say the same months of a year: which one holds cannot be decided here."""
    taken: dict[tuple[object, ...], str] = {}
    for sheet in sheets:
        answer = answers.get(sheet.number, NOT_ANSWERED)
        period = sheet.year or answer.year, sheet.month or answer.month
        key = (sheet.kind, *period, sheet.unit(answer))
        other = taken.setdefault(key, sheet.name)
        if other != sheet.name:
            text = Text(
                f"{sheet.name}: bulan dan tahunnya sama dengan lembar {other}; hapus salah satu "
                "dari berkasnya, atau sebut bulan yang benar.",
                f"{sheet.name}: of the same month and year as sheet {other}; delete one of them "
                "from the file, or say the right month.",
            )
            yield Fault(f"month:{sheet.number}", "same-month", text)


def falling(new: Sequence[Figure], known: Sequence[Figure]) -> tuple[int, int, int, int] | None:
    """Of realisation up to a month that is less than up to an earlier one of the same year, over
    all sub kegiatan that both say: year, earlier month, rupiah up to it, rupiah up to the later.
    Months that were each month's own look so when they are read as cumulative.
    """
    for year in {one.year for one in new if one.money is Money.SPENT}:
        fresh, both = _sums(new, year), _sums([*known, *new], year)
        for earlier, those in sorted(both.items()):
            for month, others in sorted(both.items()):
                shared = those.keys() & others.keys()
                had, has = (sum(one[of] for of in shared) for one in (those, others))
                if earlier < month and has < had and (earlier in fresh or month in fresh):
                    return year, earlier, had, has
    return None


def exceeding(new: Sequence[Figure], known: Sequence[Figure]) -> tuple[int, int, int, int] | None:
    """Of realisation that is more than the budget of the sub kegiatan that say both: year, month,
    budget, rupiah up to the month. Cumulative months look so when they are read as each its own.
    """
    for year in {one.year for one in new if one.money is Money.SPENT}:
        all_ = [*known, *new]
        spent, budgets = (by_year(all_, of).get(year, {}) for of in (Money.SPENT, Money.BUDGET))
        for month in range(1, MONTHS + 1):
            shared = {of for of in spent if month in spent[of] and MONTHS in budgets.get(of, {})}
            has = sum(spent[of][month].rupiah for of in shared)
            budget = sum(budgets[of][MONTHS].rupiah for of in shared)
            if has > budget:
                return year, month, budget, has
    return None


def _sums(
    figures: Iterable[Figure], year: int
) -> Mapping[int, Mapping[tuple[SubActivity, str], int]]:
    """Realisation up to each month by sub kegiatan and unit."""
    sums: dict[int, dict[tuple[SubActivity, str], int]] = defaultdict(dict)
    for (one, of), units in by_unit(figures, Money.SPENT).items():
        for unit, months in units.items() if one == year else ():
            for month, reached in months.items():
                sums[month][of, unit] = reached.rupiah
    return sums
