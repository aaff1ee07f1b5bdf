"""Compares the figures of an export that should agree: parents, totals, months, budget. Pure.

Both figures are rounded to whole rupiah, so they may differ by one rupiah for each added figure.
"""

from collections.abc import Iterator, Mapping, Sequence

from chassis.sheets.phrases import phrase
from tracker.sipd.amount import Amount, Key
from tracker.sipd.column import YEAR_MONTHS, Measure, Months
from tracker.sipd.phrases import DIFFERENCES
from tracker.sipd.sipd_file import Difference, DifferenceKind, MonthsAre, SipdRow
from tracker.sipd.table import CodedRow

CELLS_MOST = 50
Headers = Mapping[Key, str]


def difference(
    kind: DifferenceKind,
    row: SipdRow,
    header: str,
    stated: Amount,
    added: Sequence[Amount],
    *,
    beside: str | None = None,
) -> Difference | None:
    """The difference between an amount and others added up; None within rounding."""
    computed = sum(amount.rupiah for amount in added)
    if abs(stated.rupiah - computed) <= len(added):
        return None
    facts = {
        "header": header,
        "code": row.code or row.name,
        "stated": _grouped(stated.rupiah),
        "computed": _grouped(computed),
        "added": len(added),
        "beside": beside,
    }
    return Difference(
        kind=kind,
        sheet=row.sheet,
        row=row.row,
        code=row.code,
        header=header,
        stated=stated.rupiah,
        cell=stated.cell,
        computed=computed,
        cells=tuple(amount.cell for amount in added[:CELLS_MOST]),
        added=len(added),
        message=phrase(DIFFERENCES, kind.value, facts),
        beside=beside,
    )


def _grouped(rupiah: int) -> str:
    return f"{rupiah:,}".replace(",", ".")


def differences_within(
    rows: Sequence[SipdRow],
    totals: Sequence[CodedRow],
    headers: Headers,
    readings: Mapping[Measure, MonthsAre],
) -> Iterator[Difference]:
    """Every difference between figures of one sheet."""
    yield from _sums_that_differ(rows, totals, headers)
    for row in rows:
        yield from _spans(row, headers, readings)
        yield from _plan(row, headers, readings.get(Measure.CASH_PLAN))


def unchecked_sums(rows: Sequence[SipdRow], totals: Sequence[CodedRow]) -> int:
    """How many amounts cannot be compared with those below them: one of those is not known."""
    return sum(added is None for _, _, _, added in _sums(rows, totals))


def _sums_that_differ(
    rows: Sequence[SipdRow], totals: Sequence[CodedRow], headers: Headers
) -> Iterator[Difference]:
    for kind, row, stated, added in _sums(rows, totals):
        header = headers.get(stated.key, "")
        if added and (found := difference(kind, row, header, stated, added)):
            yield found


Sum = tuple[DifferenceKind, SipdRow, Amount, list[Amount] | None]


def _sums(rows: Sequence[SipdRow], totals: Sequence[CodedRow]) -> Iterator[Sum]:
    """Every amount with those that it should be the sum of; None if not all of them are known."""
    children: dict[int, list[SipdRow]] = {}
    for row in rows:
        if row.parent is not None:
            children.setdefault(row.parent, []).append(row)
    for row in rows:
        if row.row in children:
            yield from _sums_of(DifferenceKind.CHILDREN, row, children[row.row])
    lowest = [row for row in rows if row.is_leaf]
    for total in totals if rows else ():
        as_row = row_of_total(rows[0].sheet, total, rows[0])
        yield from _sums_of(DifferenceKind.TOTAL, as_row, lowest)


def _sums_of(kind: DifferenceKind, row: SipdRow, below: Sequence[SipdRow]) -> Iterator[Sum]:
    amounts = [_by_key(each.amounts) for each in below]
    for stated in row.amounts:
        added = [each[stated.key] for each in amounts if stated.key in each]
        yield kind, row, stated, added if len(added) == len(below) else None


def row_of_total(sheet: str, total: CodedRow, like: SipdRow) -> SipdRow:
    """A row of totals as a row without a code."""
    return SipdRow(sheet, total.number + 1, like.level, "", total.name, None, False, total.amounts)


def _by_key(amounts: Sequence[Amount]) -> dict[Key, Amount]:
    return {amount.key: amount for amount in amounts}


def _spans(
    row: SipdRow, headers: Headers, readings: Mapping[Measure, MonthsAre]
) -> Iterator[Difference]:
    """Totals of several months against their single months."""
    here = _by_key(row.amounts)
    for stated in row.amounts:
        span = _span_of(stated, here)
        reading = readings.get(stated.measure)
        if span is not None and reading is not None:
            key = (stated.measure, span, stated.group)
            header = headers.get(stated.key, "")
            added = _months_of(stated, key, here, reading)
            if added and (found := difference(DifferenceKind.MONTHS, row, header, stated, added)):
                yield found


def _months_of(
    stated: Amount, key: tuple[Measure, Months, str], here: Mapping[Key, Amount], reading: MonthsAre
) -> list[Amount]:
    """The months that `stated` should be the sum of; cumulative, the last one alone.

    None where one of them is not known, or where the reading is ambiguous and one of both fits.
    """
    measure, (first, last), group = key
    is_last_only = reading is MonthsAre.CUMULATIVE
    if is_last_only and first > 1 and stated.months is not None:
        return []  # a quarter of cumulative months is the difference of two of them
    months = range(last if is_last_only else first, last + 1)
    added = [here[place] for m in months if (place := (measure, (m, m), group)) in here]
    if len(added) < len(months):
        return []
    if reading is MonthsAre.AMBIGUOUS and abs(added[-1].rupiah - stated.rupiah) <= 1:
        return []
    return added


def _span_of(stated: Amount, here: Mapping[Key, Amount]) -> Months | None:
    """The months whose amounts should add up to `stated`."""
    if stated.months is not None:
        return stated.months if stated.months[0] < stated.months[1] else None
    if stated.measure is not Measure.REALISATION:
        return None
    months = sorted(
        key[1][0]
        for key in here
        if key[0] is stated.measure and key[1] and key[1][0] == key[1][1] and key[2] == stated.group
    )
    return (months[0], months[-1]) if len(months) > 1 else None


def _plan(row: SipdRow, headers: Headers, reading: MonthsAre | None) -> Iterator[Difference]:
    """The cash plan of the year against the budget; without its column, its twelve months."""
    here = _by_key(row.amounts)
    budget = here.get((Measure.BUDGET, None, ""))
    if budget is None:
        return
    year = (Measure.CASH_PLAN, YEAR_MONTHS, "")
    if year in here:
        header = headers.get(year, "")
        if found := difference(DifferenceKind.PLAN, row, header, here[year], [budget]):
            yield found
        return
    key = (Measure.CASH_PLAN, YEAR_MONTHS, "")
    added = _months_of(budget, key, here, reading) if reading else []
    header = headers.get(budget.key, "")
    if added and (found := difference(DifferenceKind.MONTHS, row, header, budget, added)):
        yield found
