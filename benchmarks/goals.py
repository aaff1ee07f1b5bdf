"""The performance goals, and whether the figures meet them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.alerts import Alerting
from benchmarks.as_of import AsOf
from benchmarks.backlog import Backlog
from benchmarks.growth import Growth
from benchmarks.http_intake import BARE, OURS, Level
from benchmarks.idle import Idle
from benchmarks.importing import WAYS, Pair
from benchmarks.intake import Taken
from benchmarks.measuring import Spread, ratios, spread
from benchmarks.pages import COUNCIL, ITEM, PLAIN, TASKS, Pages
from benchmarks.report_sheets import Sheets
from benchmarks.review import Reviewed
from benchmarks.rush import Rush

SCRAPE_LIMIT_SECONDS = 1.5
"""A tenth of the scrape interval of 15 s."""
LAG_LIMIT_SECONDS = 10.0
MAIL_LIMIT_SECONDS = 2.0
"""p99 from midnight to the mail, without the policy's intended waits."""
IDLE_LIMIT = 0.10
"""Share of one core, for the services and the embedded broker together."""
FLAT = 1.25
"""Allowed factor of memory growth after a tenth of the work."""
LEVEL = 1.5
"""Allowed cost ratio at many times as many items or episodes, where cost must not grow: noise."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its limit, which is a minimum if `at_least`, otherwise a maximum."""

    what: str
    figure: float
    limit: float
    at_least: bool
    least: float | None = None
    most: float | None = None
    """The lowest and the highest single round."""

    @property
    def met(self) -> bool:
        """Whether the figure is within the limit."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit


def _at_least(what: str, figure: Spread, limit: float) -> Goal:
    return Goal(what, figure.median, limit, True, figure.least, figure.most)


def _at_most(what: str, figure: Spread, limit: float) -> Goal:
    return Goal(what, figure.median, limit, False, figure.least, figure.most)


def intake_goals(taken: Mapping[str, Sequence[Taken]]) -> Iterator[Goal]:
    """The ratio of our rate to each peer's, paired by round."""
    rates = {name: [one.per_second for one in some] for name, some in taken.items()}
    limits = {"faststream_docs": 20.0, "quix_streams": 1.0, "faust_motor": 1.0, "raw_ceiling": 0.5}
    for name, limit in limits.items():
        if name in rates:
            what = f"intake by Kafka, times {name}"
            yield _at_least(what, ratios(rates["tracker"], rates[name]), limit)


def http_goals(rounds: Sequence[Sequence[Level]]) -> Iterator[Goal]:
    """Ours to the bare insert, or to ours at other numbers of connections, paired by round."""
    by = [{(one.contender, one.connections): one.posted for one in levels} for levels in rounds]
    per_second = ratios(
        [costs[OURS, 64].per_second for costs in by], [costs[BARE, 64].per_second for costs in by]
    )
    yield _at_least("posts per second at 64 connections, times the bare insert", per_second, 1.0)
    p99 = ratios([costs[OURS, 128].p99 for costs in by], [costs[BARE, 64].p99 for costs in by])
    yield _at_most("p99 at 128 connections, times the bare insert's at 64", p99, 1.0)
    alone = ratios([costs[OURS, 1].p50 for costs in by], [costs[OURS, 16].p50 for costs in by])
    yield _at_most("p50 of one post alone, times that among 16", alone, 1.0)


def rush_goals(rush: Rush) -> Iterator[Goal]:
    """No refused posts, flat memory, short lag."""
    yield Goal("deadline rush: posts refused or unanswered", rush.not_created, 0, False)
    grown = max(one.growth for one in rush.memory)
    yield Goal("deadline rush: memory at the end, times that at a tenth", grown, FLAT, False)
    yield Goal(
        "deadline rush: seconds until the lag is gone", rush.lag_seconds, LAG_LIMIT_SECONDS, False
    )


def idle_goals(idle: Idle) -> Iterator[Goal]:
    """Low CPU use while idle."""
    yield Goal("idle: services and broker, share of a core", idle.ours, IDLE_LIMIT, False)


def growth_goals(growth: Growth) -> Iterator[Goal]:
    """Figures at the largest number of items, most of them relative to the smallest."""
    least, most = growth.at[0], growth.at[-1]
    times = f"at {most.items} items, times that at {least.items}"
    loop = least.clock_loop.median / most.clock_loop.median
    yield Goal(f"clock loop: seconds for the same changes {times}", loop, LEVEL, False)
    lists = max(most.lists[one].times / least.lists[one].times for one in most.lists)
    yield Goal(f"list queries: p50, by that of one item, {times}", lists, LEVEL, False)
    yield _at_most(f"scrape at {most.items} items, s", most.scrape, SCRAPE_LIMIT_SECONDS)
    ratio = growth.counting.ratio
    yield _at_least(f"intake at {most.items} items, times that without counting", ratio, 0.9)


def importing_goals(pairs: Sequence[Pair]) -> Iterator[Goal]:
    """Of the largest files: looked at on the page, and applied."""
    rows = max(pair.rows for pair in pairs)
    for way in WAYS:
        some = [pair for pair in pairs if (pair.rows, pair.way) == (rows, way)]
        ratio = ratios([p.ours.wall for p in some], [p.openpyxl.wall for p in some])
        yield _at_most(f"{way} of {rows} rows, times openpyxl's reading", ratio, 2.0)


def report_sheets_goals(sheets: Sheets) -> Iterator[Goal]:
    """Of the largest files of reports: read, judged and shown."""
    rows = max(one.rows for one in sheets.looked)
    some = [one for one in sheets.looked if one.rows == rows]
    ratio = ratios([one.ours for one in some], [one.openpyxl for one in some])
    yield _at_most(f"preview of {rows} reports, times openpyxl's reading", ratio, 2.0)


def pages_goals(pages: Pages) -> Iterator[Goal]:
    """Pages against the bare page, at most and at fewest items; files against GridFS."""
    few, many = pages.items
    most = pages.connections
    for page in (TASKS, ITEM):
        ratio = ratios(pages.rates(page, few, most), pages.rates(PLAIN, few, most))
        yield _at_least(f"page {page} at {most} connections, times the bare page", ratio, 0.5)
        grown = ratios(pages.waits(page, many, most), pages.waits(page, few, most))
        yield _at_most(f"page {page}: p95 at {many} items, times that at {few}", grown, 1.2)
    ratio = ratios(pages.rates(COUNCIL, few, most), pages.rates(PLAIN, few, most))
    yield _at_least(f"page {COUNCIL} at {most} connections, times the bare page", ratio, 0.5)
    givers = max(one.givers for one in pages.given)
    for one in pages.given:
        if one.givers == givers:
            what = f"{one.what} by {givers} at once, times GridFS alone"
            yield _at_least(what, ratios(one.ours, one.gridfs), 0.5)


def as_of_goals(measured: Sequence[AsOf]) -> Iterator[Goal]:
    """Sums of a year ago against those of now."""
    for one in measured:
        what = f"sums a year ago ({one.basis}) of {one.items} items, times those of now"
        yield _at_most(what, ratios(one.then, one.now), 3.0)


def alerts_goals(alerting: Alerting) -> Iterator[Goal]:
    """Ticks with the most open episodes against those with the fewest; waits with the most."""
    least, most = alerting.ticks[0], alerting.ticks[-1]
    times = f"with {most.open} open, times that with {least.open}"
    nothing = ratios(most.nothing_due, least.nothing_due)
    yield _at_most(f"alerts: tick with nothing due {times}", nothing, LEVEL)
    some = ratios(most.some_due, least.some_due)
    yield _at_most(f"alerts: tick with {alerting.due} due {times}", some, LEVEL)
    hearing = alerting.hearing
    what = f"alerts: a fact among {hearing.facts} at once, times one among {hearing.few}"
    yield _at_most(what, ratios(hearing.at_once, hearing.in_batches), LEVEL)
    what = f"late by the clock to mail with {alerting.open} open, p99 s"
    yield Goal(what, alerting.late.p99, MAIL_LIMIT_SECONDS, False)


def review_goals(reviewed: Reviewed) -> Iterator[Goal]:
    """Reports reviewed in lists, a second."""
    yield _at_least("bulk review, reports a second", spread(reviewed.ours), 1_000)


def backlog_goals(backlog: Backlog) -> Iterator[Goal]:
    """Flat memory."""
    grown = backlog.most_memory_after / backlog.memory_at_a_tenth
    what = f"backlog of {backlog.submissions}: most memory, times that at a tenth"
    yield Goal(what, grown, FLAT, False)
