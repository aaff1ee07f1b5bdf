"""What came of each fault, as a line of a table; kept as JSON, shown and written as Markdown."""

import json
import subprocess
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
    broken: str = ""
    """The promise that the build under test broke on purpose."""
    caught_by: list[str] = field(default_factory=list)
    """The invariants that said so."""


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


def keep(lines: Sequence[Line], part: str = "whole", path: Path = RESULTS) -> None:
    """Write the lines down, and which commit they are of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    run = {"commit": _commit(), "part": part, "lines": [asdict(line) for line in lines]}
    path.write_text(json.dumps(run, indent=1))


def read(path: Path = RESULTS) -> tuple[str, list[Line]]:
    """What the last run was a run of, and its lines."""
    run = json.loads(path.read_text())
    return f"{run['part']}, at {run['commit']}", [Line(**row) for row in run["lines"]]


def _commit() -> str:
    """The commit that is checked out, and whether anything differs from it."""
    asked = ["git", "describe", "--always", "--dirty=, changed", "--exclude=*"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "no commit"


def show(lines: Sequence[Line], console: Console) -> None:
    """Both tables on a terminal: the faults, and the builds that were broken on purpose."""
    table = Table(title="Faults: the product as it is")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "fault" else "right")
    for line in _of_faults(lines):
        table.add_row(*cells(line))
    console.print(table)
    proof = Table("broken on purpose", "caught by", title="The suite proves itself")
    for line in _of_breaks(lines):
        proof.add_row(line.broken, _catch(line))
    if proof.row_count:
        console.print(proof)


def markdown(run: str, lines: Sequence[Line]) -> str:
    """Both tables for docs/reliability.md, and what they are a run of."""
    rows = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1))]
    rows += [cells(line) for line in _of_faults(lines)]
    proof = [("broken on purpose", "caught by"), ("---", "---")]
    proof += [(line.broken, _catch(line)) for line in _of_breaks(lines)]
    tables = ["\n".join(f"| {' | '.join(row)} |" for row in table) for table in (rows, proof)]
    return "\n\n".join([f"The run: {run}.", *tables])


def _catch(line: Line) -> str:
    return " ".join(line.caught_by) or "nothing, as it should be"


def _of_faults(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not line.broken]


def _of_breaks(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.broken]


if __name__ == "__main__":
    run, found = read()
    if "--markdown" in sys.argv:
        print(markdown(run, found))
    else:
        show(found, Console(width=150))
