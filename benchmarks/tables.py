"""The results as tables of text. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.alerts import Alerting
from benchmarks.as_of import AsOf
from benchmarks.backlog import Backlog, Replicas
from benchmarks.goals import Goal
from benchmarks.growth import Growth
from benchmarks.http_intake import Level
from benchmarks.idle import Idle
from benchmarks.importing import Pair
from benchmarks.intake import Taken
from benchmarks.latency import Latency, Reaction
from benchmarks.measuring import Percentiles, Spread, ratios, spread
from benchmarks.pages import Opened, Pages
from benchmarks.report_sheets import Sheets
from benchmarks.review import Reviewed
from benchmarks.rush import Rush

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a title; the first column names the row."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _number(figure: float) -> str:
    if figure and abs(figure) < 10:
        return f"{figure:.2f}"
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.1f}"


def _spread(figures: Spread) -> str:
    return f"{_number(figures.median)} ({_number(figures.least)} to {_number(figures.most)})"


def _ms(seconds: float) -> str:
    return _number(1000 * seconds)


def _megabytes(size: float) -> str:
    return f"{size / MEGABYTE:.0f}"


def intake_table(taken: Mapping[str, Sequence[Taken]]) -> Table:
    """A row for each contender, with the ratio of ours to it."""
    ours = [one.per_second for one in taken["tracker"]]
    rows = []
    for name, some in taken.items():
        rates = [one.per_second for one in some]
        cost = {
            part: spread([one.cpu_ms_each[part] for one in some]) for part in some[0].cpu_ms_each
        }
        own, kafka, mongodb = list(cost.values())
        each = " / ".join(f"{1000 * part.median:.0f}" for part in (own, mongodb, kafka))
        memory = max(one.memory for one in some)
        ratio = "" if name == "tracker" else _spread(ratios(ours, rates))
        rows.append((name, _spread(spread(rates)), ratio, each, _megabytes(memory)))
    headings = ("", "submissions/s", "tracker is times", "CPU µs each: it / mongod / Kafka", "MB")
    return Table("Intake by Kafka", headings, tuple(rows))


def http_table(rounds: Sequence[Sequence[Level]]) -> Table:
    """A row for each contender at each number of connections."""
    levels: dict[tuple[int, str], list[Level]] = {}
    for costs in rounds:
        for one in costs:
            levels.setdefault((one.connections, one.contender), []).append(one)
    rows = []
    for (connections, contender), some in sorted(levels.items()):
        posted = [one.posted for one in some]
        refused = sum(sum(one.refused.values()) + one.unanswered for one in posted)
        waits = (spread([getattr(one, name) for one in posted]) for name in ("p50", "p95", "p99"))
        cost = " / ".join(
            f"{spread([getattr(one.cost, part) for one in some]).median:.2f}"
            for part in ("contender", "mongodb", "kafka")
        )
        rows.append(
            (
                f"{contender}, {connections}",
                _spread(spread([one.per_second for one in posted])),
                *(_ms(wait.median) for wait in waits),
                str(refused),
                cost,
            )
        )
    headings = (
        "at connections",
        "posts/s",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "not 201",
        "CPU ms each: it / mongod / Kafka",
    )
    return Table("Intake by HTTP", headings, tuple(rows))


def pages_tables(pages: Pages) -> Iterator[Table]:
    """A row for each page at each number of items and connections; a row for each kind of file."""
    levels: dict[tuple[int, int, str], list[Opened]] = {}
    for opened in pages.rounds:
        for one in opened:
            levels.setdefault((one.items, one.connections, one.page), []).append(one)
    rows = []
    for (items, connections, page), some in levels.items():
        waits = (spread([getattr(one, name) for one in some]) for name in ("p50", "p95"))
        rows.append(
            (
                f"{page}, {items:,} items, {connections}",
                _spread(spread([one.per_second for one in some])),
                *(_ms(wait.median) for wait in waits),
                str(sum(one.failed for one in some)),
            )
        )
    headings = ("page, items, connections", "pages/s", "p50 ms", "p95 ms", "failed")
    yield Table("Pages of an officer", headings, tuple(rows))
    files = [
        (
            f"{one.what}, {one.givers} at once",
            _spread(spread(one.ours)),
            _spread(spread(one.gridfs)),
            _spread(spread(one.bare)),
            _spread(ratios(one.ours, one.gridfs)),
            _spread(ratios(one.bare, one.gridfs)),
        )
        for one in pages.given
    ]
    of_files = ("", "files/s", "GridFS alone", "bare route", "times GridFS", "bare, times GridFS")
    yield Table("Evidence", of_files, tuple(files))


def as_of_table(measured: Sequence[AsOf]) -> Table:
    """A row for each number of items and basis."""
    rows = tuple(
        (
            f"{one.items:,} items, {one.basis}",
            _ms(spread(one.now).median),
            _ms(spread(one.then).median),
            _spread(ratios(one.then, one.now)),
            f"{one.made:.1f}",
        )
        for one in measured
    )
    headings = ("", "now ms", "a year ago ms", "ratio", "made when first asked for, s")
    return Table("Sums as they stood", headings, rows)


def rush_table(rush: Rush) -> Table:
    """One row."""
    memory = ", ".join(
        f"{_megabytes(one.at_a_tenth)} to {_megabytes(one.at_the_end)}" for one in rush.memory
    )
    row = (
        f"{rush.created:,} of {rush.created + rush.not_created:,}",
        _number(rush.per_second),
        _ms(rush.p99),
        memory,
        f"{rush.lag_seconds:.1f}",
    )
    headings = (
        "answered 201",
        "posts/s",
        "p99 ms",
        "MB of each tracker, from a tenth",
        "lag gone after s",
    )
    return Table("The deadline rush, two trackers", headings, (row,))


def latency_table(latency: Latency) -> Table:
    """A row for each wait."""
    rows = [*_reaction("idle", latency.idle)]
    load = latency.half_load.load
    rows += _reaction(f"at {load.recorded:,.0f} submissions/s", latency.half_load)
    rows.append(_waits("late by the clock to mail", latency.late))
    return Table("Latency", ("", "p50 ms", "p95 ms", "p99 ms", "count"), tuple(rows))


def _reaction(when: str, reaction: Reaction) -> Iterator[tuple[str, ...]]:
    yield _waits(f"post to answer, {when}", reaction.answer)
    yield _waits(f"post to status change on Kafka, {when}", reaction.status_change)
    yield _waits(f"post to mail handed over, {when}", reaction.mail)
    yield _waits(f"post to /metrics, {when}", reaction.metrics)


def _waits(what: str, waits: Percentiles) -> tuple[str, ...]:
    return what, _ms(waits.p50), _ms(waits.p95), _ms(waits.p99), str(waits.count)


def idle_table(idle: Idle) -> Table:
    """A row for each process, and one for the sum of those that the goal covers."""
    rows = [(name, f"{100 * share:.1f}") for name, share in idle.shares.items()]
    rows.append(("services and broker", f"{100 * idle.ours:.1f}"))
    return Table("Idle, the stack of `make demo`", ("", "% of a core"), tuple(rows))


def growth_tables(growth: Growth) -> Iterator[Table]:
    """By number of items, and the cost of counting."""
    rows = [
        ("plans taken over/s", *(_number(one.plans_per_second) for one in growth.at)),
        ("clock loop, changes/s", *(_spread(one.clock_loop) for one in growth.at)),
        ("scrape, ms", *(_ms(one.scrape.median) for one in growth.at)),
        ("scrape, KB", *(_number(one.scrape_bytes / 1000) for one in growth.at)),
    ]
    for name in growth.at[0].summaries:
        waits = (_ms(one.summaries[name].p50) for one in growth.at)
        rows.append((f"summary, {name}, p50 ms", *waits))
    for name in growth.at[0].lists:
        listings = [one.lists[name] for one in growth.at]
        rows.append((f"list, {name}, p50 ms", *(_ms(one.list.p50) for one in listings)))
        rows.append(
            ("  one item, in turn with it, p50 ms", *(_ms(one.item.p50) for one in listings))
        )
    rows.append(("memory of the tracker, MB", *(_megabytes(one.memory) for one in growth.at)))
    items = (f"{one.items:,} items" for one in growth.at)
    yield Table("Growth with the number of items", ("", *items), tuple(rows))
    counting = growth.counting
    rows = [
        (name, _spread(spread([one.per_second for one in some])))
        for name, some in (
            ("counting and scraped", counting.counting),
            ("neither", counting.without),
        )
    ]
    yield Table(f"Intake at {counting.items:,} items", ("", "submissions/s"), tuple(rows))


def importing_table(pairs: Sequence[Pair]) -> Table:
    """A row for each number of rows and way."""
    rows = []
    for count, way in dict.fromkeys((pair.rows, pair.way) for pair in pairs):
        some = [pair for pair in pairs if (pair.rows, pair.way) == (count, way)]
        ours, theirs = [p.ours.wall for p in some], [p.openpyxl.wall for p in some]
        seconds = (spread(ours), spread(theirs), ratios(ours, theirs))
        rows.append((f"{way}, {count:,} rows", *map(_spread, seconds)))
    headings = ("", "s", "openpyxl alone s", "times")
    return Table("Import of a plan workbook", headings, tuple(rows))


def report_sheets_table(sheets: Sheets) -> Table:
    """A row for each number of rows."""
    rows = []
    for count, rates in sheets.recorded.items():
        some = [one for one in sheets.looked if one.rows == count]
        ours, theirs = [p.ours for p in some], [p.openpyxl for p in some]
        figures = (spread(ours), spread(theirs), ratios(ours, theirs), spread(rates))
        rows.append((f"preview, {count:,} reports", *map(_spread, figures)))
    headings = ("", "s", "openpyxl alone s", "times", "recorded per s")
    return Table("A spreadsheet of reports", headings, tuple(rows))


def alerts_tables(alerting: Alerting) -> Iterator[Table]:
    """A row for each kind of tick; a row of waits."""
    rows = [
        (
            what,
            *(f"{1000 * spread(one).median:.2f}" for one in some),
            _spread(ratios(some[-1], some[0])),
        )
        for what, some in (
            ("nothing due", [one.nothing_due for one in alerting.ticks]),
            (f"{alerting.due} due", [one.some_due for one in alerting.ticks]),
        )
    ]
    numbers = (f"{one.open:,} open, ms" for one in alerting.ticks)
    yield Table("A tick of the alerts", ("", *numbers, "times"), tuple(rows))
    hearing = alerting.hearing
    row = (
        "a fact of an open episode",
        *(f"{1000 * spread(one).median:.2f}" for one in (hearing.in_batches, hearing.at_once)),
        _spread(ratios(hearing.at_once, hearing.in_batches)),
    )
    batches = (f"{count:,} at once, ms each" for count in (hearing.few, hearing.facts))
    yield Table("Facts that the alerts hear of", ("", *batches, "times"), (row,))
    waits = _waits(f"late by the clock to mail, {alerting.open:,} open", alerting.late)
    yield Table("Alerts with many open", ("", "p50 ms", "p95 ms", "p99 ms", "count"), (waits,))


def review_table(reviewed: Reviewed) -> Table:
    """One row."""
    rates = (spread(reviewed.ours), spread(reviewed.inserts))
    times = ratios(reviewed.ours, reviewed.inserts)
    row = ("reports verified in lists", *map(_spread, rates), _spread(times))
    return Table("Bulk review", ("", "per s", "inserts alone per s", "times"), (row,))


def backlog_table(backlog: Backlog) -> Table:
    """One row."""
    rates = (backlog.per_second, backlog.first_third, backlog.last_third)
    memory = (backlog.memory_at_a_tenth, backlog.most_memory_after, backlog.memory_at_end)
    row = (f"{backlog.submissions:,}", *map(_number, rates), *map(_megabytes, memory))
    headings = (
        "submissions",
        "per s",
        "first third",
        "last third",
        "MB at a tenth",
        "most after",
        "at the end",
    )
    return Table("Backlog, one tracker", headings, (row,))


def scale_table(replicas: Sequence[Replicas]) -> Table:
    """A row for each number of trackers."""
    rows = tuple(
        (
            str(one.count),
            _spread(one.per_second),
            " / ".join(f"{1000 * part.median:.0f}" for part in one.cpu_ms_each.values()),
            _number(one.processors.median),
        )
        for one in replicas
    )
    parts = " / ".join(replicas[0].cpu_ms_each)
    return Table(
        "Scale-out", ("trackers", "submissions/s", f"CPU µs each: {parts}", "cores busy"), rows
    )


def goal_table(goals: Sequence[Goal], *, judged: bool = True) -> Table:
    """A row for each goal, met or missed."""
    rows = []
    for goal in goals:
        span = (
            f"{_number(goal.least)} to {_number(goal.most)}"
            if goal.least is not None and goal.most is not None
            else ""
        )
        limit = f"{'at least' if goal.at_least else 'at most'} {goal.limit:g}"
        verdict = ("met" if goal.met else "MISSED") if judged else "not judged"
        rows.append((goal.what, _number(goal.figure), span, limit, verdict))
    return Table("Goals", ("", "figure", "rounds", "limit", ""), tuple(rows))
