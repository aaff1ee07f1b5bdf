"""The sample of a stack: generated for one day, and the same in every later run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.local.folder import Folder
from deploy.local.secret_files import Person
from deploy.sample.plan import REGION, TIME_ZONE
from deploy.sample.report_workbook import write_reports
from deploy.sample.reports import year
from deploy.sample.workbook import write_plan

PLAN_FILE = "rencana-aksi.xlsx"
REPORTS_FILE = "laporan.xlsx"
WITH_A_LATE_QUICK_WIN = "DLHK"
"""Its accounts come first: who tries the demonstration sees at once what is late."""
CHAINS = 4
"""Number of agencies that have a verifier and a head in addition to the officer."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Plan workbook, the year's reports newest first (quick wins before others), and accounts."""

    today: date
    plan: bytes
    workbook: bytes
    reports: list[dict[str, Any]]
    people: list[Person]
    region: str = REGION

    def by(self, road: str) -> list[dict[str, Any]]:
        """The reports of one road: http, workbook or kafka."""
        return [report for report in self.reports if report["road"] == road]


def sample(folder: Folder, now: datetime) -> Sample:
    """The sample of this folder; generated for the day of `now` if there is none yet."""
    today = _first_day(folder.sample / "today", now)
    plan, workbook = folder.sample / PLAN_FILE, folder.sample / REPORTS_FILE
    if not plan.exists():
        write_plan(today, plan)
    if not workbook.exists():
        write_reports(today, workbook)
    reports = sorted(year(today), key=_urgency, reverse=True)
    by_http = [report["agency"] for report in reports if report["road"] == "http"]
    by_kafka = [report["agency"] for report in reports if report["road"] == "kafka"]
    people = _people(list(dict.fromkeys([WITH_A_LATE_QUICK_WIN, *by_http])))
    with_officer = {person.agency for person in people}
    people += [
        Person(f"sistem.{agency.lower()}", "officer", agency)
        for agency in dict.fromkeys(by_kafka)
        if agency not in with_officer
    ]
    return Sample(today, plan.read_bytes(), workbook.read_bytes(), reports, people)


def _first_day(path: Path, now: datetime) -> date:
    if not path.exists():
        path.write_text(now.astimezone(ZoneInfo(TIME_ZONE)).date().isoformat())
    return date.fromisoformat(path.read_text())


def is_of_quick_win(report: Mapping[str, Any]) -> bool:
    """Whether the report is about a quick win, by the item code."""
    return "-QW-" in report["item_id"]


def _urgency(report: Mapping[str, Any]) -> tuple[bool, str]:
    """Sort key: quick wins and newest reports first, so that items get their final status early."""
    return is_of_quick_win(report), report["as_of"]


def _people(agencies: list[str]) -> list[Person]:
    people = [Person("bappeda", "planner"), Person("dewan", "council")]
    people += [Person(f"pptk.{agency.lower()}", "officer", agency) for agency in agencies]
    for agency in agencies[:CHAINS]:
        people.append(Person(f"kabid.{agency.lower()}", "verifier", agency))
        people.append(Person(f"kepala.{agency.lower()}", "head", agency))
    return people
