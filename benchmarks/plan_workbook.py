"""Plan workbooks of any size, generated from the sample's plan by the planner's own export."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from chassis.sheets.limits import DEFAULT
from planner.agencies import agency
from planner.items import item
from planner.workbook.export import write_plan
from planner.workbook.judging import judge, read_for

REGION = "kukar"
SAMPLE = Path(__file__).parents[1] / "deploy/sample/rencana-aksi-kukar.xlsx"
DAYS = 300


def workbook(rows: int, series: int = 0) -> bytes:
    """A plan of `rows` items based on the sample's; the same arguments give the same rows.

    Each series has its own item codes, so that all of them are new in its first import.
    """
    drafts, agencies = _sample()
    items = (_like(drafts[n % len(drafts)], n, series) for n in range(rows))
    return write_plan(items, agencies)


@cache
def _sample() -> tuple[list[item.Draft], list[agency.Draft]]:
    file = read_for(SAMPLE.read_bytes(), DEFAULT, {}, REGION)
    verdicts = judge(file, agencies={}, items={}, region=REGION, partial=False)
    assert not verdicts.refused
    return (
        [verdict.draft for verdict in verdicts.items if verdict.draft],
        [verdict.draft for verdict in verdicts.agencies if verdict.draft],
    )


def _like(draft: item.Draft, number: int, series: int) -> item.Draft:
    """A copy of the sample's item with another code, title, budget and other dates."""
    later = timedelta(days=number % DAYS)
    return replace(
        draft,
        item_id=f"S{series}-{number:05}",
        title=f"{draft.title} ({number})",
        start=draft.start + later,
        due=draft.due + later,
        milestones=tuple(step._replace(due=step.due + later) for step in draft.milestones),
        budget=draft.budget + number * 1_000,
    )
