"""The proof as lines for a terminal."""

from collections.abc import Iterator, Sequence

from tests.proof.proof import Row, Values

SHOWN = 3
"""Values that differ, of a query."""


def lines(rows: Sequence[Row], *, with_queries: bool = False) -> Iterator[str]:
    """A line for each query, what differs below it, and a count at the end."""
    for row in rows:
        mark = "sama" if row.is_equal else "BEDA"
        again = "proses" if row.recounted is None else _told(row.recounted)
        by = " (langsung)" if row.direct else ""
        yield (
            f"{row.board:<12} {row.panel[:44]:<44} {row.ref}  "
            f"{_told(row.found, row.no_value):>34}  {again + by:>34}  {mark}"
        )
        if with_queries:
            yield f"    {' '.join(row.promql.split())}"
        yield from _what_differs(row)
    processes = sum(row.recounted is None for row in rows)
    equal = sum(row.is_equal for row in rows)
    yield (
        f"{equal} dari {len(rows)} kueri sama; {len(rows) - processes} dihitung ulang dari "
        f"MongoDB, {processes} dihitung proses (equal; recounted; of processes)"
    )


def _told(values: Values, no_value: str = "") -> str:
    if not values:
        return no_value[:34] or "tidak ada"
    total = sum(values.values())
    number = f"{total:,.0f}" if float(total).is_integer() else f"{total:,.4f}"
    return number if len(values) == 1 else f"{len(values)} deret, jumlah {number}"


def _what_differs(row: Row) -> Iterator[str]:
    if row.lacking:
        yield f"    tanpa hitungan ulang (no recount): {', '.join(row.lacking)}"
    if row.is_equal or row.recounted is None:
        return
    keys = [
        key
        for key in {**row.found, **row.recounted}
        if row.found.get(key) != row.recounted.get(key)
    ]
    for key in sorted(keys, key=sorted)[:SHOWN]:
        labels = ", ".join(f"{name}={value}" for name, value in sorted(key))
        yield f"    {{{labels}}} {row.found.get(key)} ≠ {row.recounted.get(key)}"
