"""Each query of each panel: what Prometheus says, and what a recount of the documents says."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.boards.expressions import Expression, board, boards, names, panel_expressions, rules
from tests.boards.scraping import Prometheus
from tests.proof.directly import DIRECTLY, Counted
from tests.proof.recount import RECOUNTED, Recount

CLOSE = 1e-4
"""Of the greater, or of 1: what is planned moves between two looks."""
GREAT, EXACT = 1e9, 1e-12
"""Numbers from so many on are instants in milliseconds or rupiah, which do not move: a part in ten
thousand of an instant of this century would be two days.
"""
ALIVE = "aksi_build_info"
"""That a service is there, which turns nothing into 0 for it."""
OF_PROCESSES = frozenset(
    {
        "aksi_channel_closed",
        *("up", "ALERTS", "aksi_trusts_broker", "aksi_portal_info", "aksi_http_connections"),
        *("aksi_outbox_pending", "aksi_outbox_oldest_seconds", "aksi_clock_overdue_seconds"),
        *("aksi_consumer_lag", "aksi_consumer_paused", "aksi_consumer_unassigned_seconds"),
    }
)
"""What a process says of itself; nothing of it is in a collection that boards are about."""
COUNTED_BY_PROCESSES = ("_total", "_bucket", "_sum", "_count")
Values = Mapping[frozenset[tuple[str, str]], float]


@dataclass(frozen=True, slots=True)
class Row:
    """A query of a panel. `recounted` is None where a process counts it; `lacking` names gauges of
    a database that are not counted anew.
    """

    board: str
    panel: str
    ref: str
    promql: str
    found: Values
    recounted: Values | None
    no_value: str = ""
    direct: bool = False
    lacking: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether both say the same; of a process, whether it says something, or what lacks."""
        if self.lacking:
            return False
        if self.recounted is None:
            return bool(self.found) or bool(self.no_value)
        return self.found.keys() == self.recounted.keys() and all(
            _is_same(value, self.recounted[key]) for key, value in self.found.items()
        )


def _is_same(value: float, other: float) -> bool:
    close = EXACT if max(abs(value), abs(other)) >= GREAT else CLOSE
    return math.isclose(value, other, rel_tol=close, abs_tol=CLOSE)


@cache
def raw_names(promql: str) -> frozenset[str]:
    """The exported series that an expression comes from, through recorded ones."""
    found: set[str] = set()
    for name in names(promql):
        behind = [rule.fields["expr"] for rule in rules() if rule.name == name]
        found |= frozenset().union(*map(raw_names, behind)) if behind else {name}
    return frozenset(found)


def is_counted_by_a_process(name: str) -> bool:
    """Whether it is no gauge from a database."""
    return name in OF_PROCESSES or name.endswith(COUNTED_BY_PROCESSES)


async def rows(prometheus: Prometheus, recount: Prometheus, counted: Recount) -> Sequence[Row]:
    """Every query as of now."""
    now = datetime.now(UTC)
    found = []
    for one in panel_expressions():
        said, again = [await values(asked, one.promql, now) for asked in (prometheus, recount)]
        found.append(_row(one, said, again, counted))
    return found


def _row(expression: Expression, found: Values, asked_again: Values, counted: Recount) -> Row:
    promql = expression.promql
    on, _, rest = expression.where.partition("/")
    title, _, ref = rest.rpartition("/")
    raw = raw_names(promql)
    of_processes = {name for name in raw if is_counted_by_a_process(name)}
    lacking = raw - of_processes - RECOUNTED - {ALIVE}
    directly = DIRECTLY.get((title, ref))
    again: Values | None = None
    if directly:
        again = _by_labels(directly(counted))
    elif not of_processes and raw != {ALIVE}:
        again = asked_again
    return Row(
        *(on, title, ref, promql, found, again, no_value(expression)),
        direct=directly is not None,
        lacking=tuple(sorted(lacking)),
    )


def _by_labels(counted: Counted) -> Values:
    return {frozenset(key): value for key, value in counted.items()}


async def values(prometheus: Prometheus, promql: str, now: datetime) -> Values:
    """The numbers of a query at an instant, by labels."""
    asked = {"query": promql, "time": f"{now.timestamp():.3f}"}
    body: dict[str, Any] = (await prometheus.client.post("/api/v1/query", data=asked)).json()
    assert body["status"] == "success", f"{body.get('error')} in {promql}"
    samples = body["data"]["result"]
    found = {frozenset(one["metric"].items()): float(one["value"][1]) for one in samples}
    return {key: value for key, value in found.items() if math.isfinite(value)}


@cache
def _no_values() -> Mapping[tuple[str, str], str]:
    return {
        (path.stem, panel["title"]): panel["fieldConfig"]["defaults"].get("noValue", "")
        for path in boards()
        for panel in board(path)["panels"]
        if "fieldConfig" in panel
    }


def no_value(one: Expression) -> str:
    """The words of its panel for nothing."""
    on, _, rest = one.where.partition("/")
    return _no_values().get((on, rest.rpartition("/")[0]), "")
