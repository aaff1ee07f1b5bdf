"""What is doubtful in figures of an export, before they count. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from chassis.http.problem import Fault
from chassis.text import Text
from chassis.web.figures import month as month_name
from tracker.funding.export import NOT_ANSWERED, YEARS, Answer, ReadSheet
from tracker.funding.funding import MONTHS, Figure, Money, SubActivity, up_to_months
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
        budgets = {
            of: figure.rupiah
            for figure in sorted((f for f in all_ if f.money is Money.BUDGET), key=_sent)
            if figure.year == year
            for of in [figure.of]
        }
        for month, those in sorted(_sums(all_, year).items()):
            shared = those.keys() & budgets.keys()
            spent, budget = sum(those[of] for of in shared), sum(budgets[of] for of in shared)
            if spent > budget:
                return year, month, budget, spent
    return None


def _sent(figure: Figure) -> datetime:
    return figure.said_at


def _sums(figures: Iterable[Figure], year: int) -> Mapping[int, Mapping[SubActivity, int]]:
    of: dict[SubActivity, list[Figure]] = defaultdict(list)
    for one in figures:
        if one.year == year and one.money is Money.SPENT:
            of[one.of].append(one)
    sums: dict[int, dict[SubActivity, int]] = defaultdict(dict)
    for whose, those in of.items():
        for month, reached in up_to_months(those).items():
            sums[month][whose] = reached.rupiah
    return sums
