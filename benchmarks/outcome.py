"""Results of a run: stored as JSON, shown as tables, written as Markdown."""

import json
import sys
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Shown

from benchmarks.goals import Goal
from benchmarks.tables import Table, goal_table

RESULTS = Path("var") / "bench" / "results.json"


@dataclass
class Outcome:
    """All results, and the parts that failed, with the reason."""

    machine: dict[str, str]
    quick: bool
    tables: list[Table] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    measured: dict[str, Any] = field(default_factory=dict)
    """The raw results by part, with every round."""

    def keep(self, path: Path = RESULTS) -> None:
        """Write it to `path` as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        run = {**vars(self), "goals": [{**asdict(goal), "met": goal.met} for goal in self.goals]}
        path.write_text(json.dumps(run, indent=1, default=_plain))


def _plain(thing: object) -> object:
    return asdict(thing) if is_dataclass(thing) and not isinstance(thing, type) else str(thing)


def read(path: Path = RESULTS) -> Outcome:
    """Read the last run."""
    run = json.loads(path.read_text())
    tables = [
        Table(one["title"], tuple(one["headings"]), tuple(map(tuple, one["rows"])))
        for one in run.pop("tables")
    ]
    goals = [
        Goal(**{name: value for name, value in one.items() if name != "met"})
        for one in run.pop("goals")
    ]
    return Outcome(tables=tables, goals=goals, **run)


def show(outcome: Outcome, console: Console) -> None:
    """Print every table, the goals last."""
    console.print(" · ".join(f"{name} {lines}" for name, lines in outcome.machine.items()))
    for table in [*outcome.tables, goal_table(outcome.goals, judged=not outcome.quick)]:
        shown = Shown(title=table.title)
        for number, heading in enumerate(table.headings):
            shown.add_column(heading, justify="left" if number == 0 else "right")
        for row in table.rows:
            shown.add_row(*row)
        console.print(shown)
    for part, why in outcome.failed.items():
        console.print(f"{part}: tidak selesai (did not come to an end): {why}")


def markdown(outcome: Outcome) -> str:
    """The tables as Markdown, for docs/performance.md."""
    parts = [", ".join(f"{name} {words}" for name, words in outcome.machine.items())]
    for table in [goal_table(outcome.goals), *outcome.tables]:
        lines = [table.headings, ("---", *["---:"] * (len(table.headings) - 1)), *table.rows]
        rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        parts.append(f"### {table.title}\n\n{rows}")
    return "\n\n".join(parts)


if __name__ == "__main__":
    if "--markdown" in sys.argv:
        print(markdown(read()))
    else:
        show(read(), Console(width=170))
