"""A report, and the reasons to refuse it. Pure."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from chassis.http.problem import Fault
from contracts.progress_recorded import Source
from contracts.report_content import ReportContent
from tracker.status.progress import Mark

FIRST_FIELDS = frozenset(
    ("as_of", "physical_percent", "budget_realised", "note", "obstacle", "follow_up")
)
"""The fields of a report when fingerprints and sheet ids were introduced."""
LATER_FIELDS = tuple(sorted(ReportContent.model_fields.keys() - FIRST_FIELDS))
NOT_GIVEN = (None, "")


@dataclass(slots=True)
class Report:
    """What an agency reports on an item, by whom, when and from which source.

    Not changed after it is created; as a frozen dataclass it would take three times as long to
    create.
    """

    report_id: str
    item_id: str
    agency: str
    content: ReportContent
    submitted_at: datetime
    submitted_by: str
    source: Source
    region: str | None = None
    """The region to which its sender is limited."""
    former_id: str | None = None
    """The id that an earlier version computed from the same content, where it differs."""
    unproven: Fault | None = None
    """Why its sender is not believed: it is refused, whatever it says."""

    budget_realised: int | None = field(init=False)
    """Whole rupiah spent so far; None where the report gives no figure."""
    fingerprint: str = field(init=False)
    """Hash of its content: two reports of one id must have the same."""

    def __post_init__(self) -> None:
        self.budget_realised = self.content.stated_budget
        self.fingerprint = self._fingerprint(self.budget_realised)

    def _fingerprint(self, budget_realised: int | None) -> str:
        """Stable across releases: a field added later is included only where it is given."""
        content = self.content
        values: tuple[object, ...] = (
            self.item_id,
            self.agency,
            content.as_of.isoformat(),
            float(content.physical_percent),
            budget_realised,
            content.note,
            content.obstacle,
            content.follow_up,
        )
        for name in LATER_FIELDS:
            value = getattr(content, name)
            if value not in NOT_GIVEN:
                values += ((name, value),)
        return hashlib.sha256(repr(values).encode(errors="surrogatepass")).hexdigest()[:32]

    @property
    def former_fingerprint(self) -> str:
        """The fingerprint of an earlier version, in which no figure meant nothing spent."""
        return self.fingerprint if self.budget_realised is not None else self._fingerprint(0)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids it may be stored under: its own, `own_key` where another agency's report has that
        id, and the one of an earlier version.
        """
        former = () if self.former_id is None else (self.former_id,)
        return (self.report_id, own_key(self.agency, self.report_id), *former)

    @property
    def ids_to_look_up(self) -> tuple[str, ...]:
        """`ids`, and those that the report it corrects may be stored under."""
        corrects = self.content.corrects
        return (*self.ids, corrects, own_key(self.agency, corrects)) if corrects else self.ids

    @property
    def submission(self) -> str:
        """Id of this submission: another submission time or other content makes a new one. One of
        an unproven sender has another id: it must not stand for the true sender's.
        """
        return self._submission(self.fingerprint)

    @property
    def submissions(self) -> set[str]:
        """`submission`, and its value in an earlier version."""
        former = self.former_fingerprint
        if former == self.fingerprint:
            return {self.submission}
        return {self.submission, self._submission(former)}

    def _submission(self, fingerprint: str) -> str:
        submission = f"{self.report_id}/{fingerprint}/{self.submitted_at.isoformat()}"
        return f"{submission}/{self.unproven.code}" if self.unproven else submission

    def counts_at(self, received_at: datetime) -> datetime:
        """When it was submitted, at most `received_at`: a fast clock gives no precedence."""
        return min(self.submitted_at, received_at)

    def mark(self, received_at: datetime, key: str | None = None, corrected: str = "") -> Mark:
        """The part of it that decides an item's progress, stored under `key`; `corrected` is the
        key of the report that it corrects.
        """
        content = self.content
        return Mark(
            content.as_of,
            self.counts_at(received_at),
            key or self.report_id,
            content.physical_percent,
            self.budget_realised,
            corrected,
        )


REPORT_ID_MOST = 128


def own_key(agency: str, report_id: str) -> str:
    """The key of a report whose id is in use by another agency. Longer than any report id, so that
    it is never equal to one.
    """
    return f"{agency}/{report_id}".rjust(REPORT_ID_MOST + 1, "/")


def given_id(key: str) -> str:
    """The id that its sender gave the report that is stored under `key`."""
    return key.lstrip("/").partition("/")[2] if len(key) > REPORT_ID_MOST else key
