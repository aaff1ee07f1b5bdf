"""What came of each fault, as a line of a table; kept as JSON, shown and written as Markdown."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path("var") / "faults" / "results.json"


@dataclass
class Line:
    """One fault: `heal_seconds` from the end of the fault until both roads lead through again."""

    fault: str
    runs: int = 0
    accepted: int = 0
    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0
    mails: int = 0
    repeated_mails: int = 0
    """The same mail again in the window after SMTP 250: promised at least once."""
    heal_seconds: float = 0.0
    other: list[str] = field(default_factory=list)
    """Violations that are none of these: I4 to I7."""


HEADINGS = (
    "fault",
    "runs",
    "accepted",
    "lost",
    "duplicated",
    "out of order",
    "other",
    "mails (again)",
    "time to heal, s",
)


def cells(line: Line) -> tuple[str, ...]:
    """The line as the table shows it."""
    return (
        line.fault,
        str(line.runs),
        str(line.accepted),
        str(line.lost),
        str(line.duplicated),
        str(line.out_of_order),
        str(len(line.other)),
        f"{line.mails} ({line.repeated_mails})",
        f"{line.heal_seconds:.1f}",
    )


def keep(lines: Sequence[Line], path: Path = RESULTS) -> None:
    """Write the lines down."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(line) for line in lines], indent=1))


def read(path: Path = RESULTS) -> list[Line]:
    """The lines of the last run."""
    return [Line(**row) for row in json.loads(path.read_text())]


def show(lines: Sequence[Line], console: Console) -> None:
    """The table on a terminal."""
    table = Table(title="Nothing lost", show_lines=False)
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "fault" else "right")
    for line in lines:
        table.add_row(*cells(line))
    console.print(table)


def markdown(lines: Sequence[Line]) -> str:
    """The table for docs/reliability.md."""
    rows = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), *(cells(line) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    found = read()
    if "--markdown" in sys.argv:
        print(markdown(found))
    else:
        show(found, Console(width=150))
