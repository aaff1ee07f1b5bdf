"""What an item is shown with in responses: the types in /openapi.json. Pure."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from contracts import PlanItemPublished
from contracts.progress_recorded import Source
from contracts.report_content import ReportContent
from contracts.words import AlertAction, Book, Instant, Kind, Percent, Pillar, Rupiah, Status
from tracker.bands.view import ItemBand
from tracker.forecast.view import ForecastShown


class ItemFigures(BaseModel):
    """An item of the plan, and its figures at the moment of the answer."""

    item_id: str
    version: int = Field(description="Of the plan.")
    kind: Kind
    pillar: Pillar
    book: Book
    region: str
    agency: str = Field(description="The one responsible agency.")
    title: str
    start: date
    due: date
    weight: float
    status: Status | None = Field(description="Null until it has been judged for the first time.")
    rule: str = Field(description="Rule set and rule that gave the status.")
    since: datetime | None = Field(
        description="From when the status holds; of the past it is told for a late one only."
    )
    planned_percent: Percent
    actual_percent: Percent
    deviation: float = Field(description="Actual minus planned, percentage points.")
    budget: Rupiah
    budget_realised: Rupiah
    budget_as_of: date | None = Field(description="Day that the money spent holds for.")
    budget_by: Literal["report", "sipd"] | None = Field(
        description="Whether a report says the money spent, or SIPD's sub kegiatan do."
    )
    seq: int | None = Field(
        description="How often the status has changed; null for an item as it stood in the past."
    )
    reports: int = Field(description="How many reports count.")
    last_report: date | None = Field(description="Day that the latest report holds for.")
    heard_at: datetime | None = Field(description="When the last report was received.")
    done_at: date | None = Field(description="Day on which it reached 100 percent.")
    done_in_time: bool | None
    wake_at: datetime | None = Field(description="When the clock alone may change the status.")


class ItemShown(ItemFigures):
    """An item in a list."""

    unproven: bool = Field(description="Whether evidence that the region asks for is missing.")


class ItemPage(BaseModel):
    """Items in the order of their codes, and the cursor of the next page."""

    items: list[ItemShown]
    next: str | None


class ReportShown(ReportContent):
    """A report that was recorded. A field that came with a later release may be missing."""

    report_id: str
    region: str
    agency: str
    submitted_at: datetime = Field(description="When the sender sent it.")
    received_at: datetime = Field(description="When the tracker had it.")
    budget_realised: Rupiah = Field(
        description="Whole rupiah; where the report does not say it, the item's figure then."
    )
    budget_stated: bool = Field(
        default=True, description="Whether the report itself says what was spent."
    )
    submitted_by: str = ""
    evidence: list[str] = Field(description="SHA-256 of the files recorded with it.")
    source: Source
    corrected_by: str | None = Field(description="Id of the report that replaces it.")
    review: Literal["recorded", "verified", "signed", "returned"] = Field(
        description="How far its review has come."
    )


class StatusChangeShown(BaseModel):
    """A change of an item's status, with the figures of that moment."""

    seq: int
    from_status: Annotated[Status | None, Field(alias="from")]
    to_status: Annotated[Status, Field(alias="to")]
    rule: str
    at: Instant = Field(description="When the tracker saw the change.")
    since: Instant = Field(description="From when the new status holds.")
    planned_percent: Percent
    actual_percent: Percent
    deviation: float
    region: str
    time_zone: str
    pillar: Pillar
    kind: Kind
    agency: str
    due: date
    done_at: date | None
    last_report: date | None
    reports: int


class AlertNoteShown(BaseModel):
    """What became of an alert about the item; no address of anybody."""

    alert: str = Field(description="The episode: key of rule, item, episode.")
    number: int = Field(description="Counts what became of the episode.")
    action: AlertAction
    rule: str
    agency: str = Field(description="The agency that was responsible.")
    step: str | None
    offices: list[str] = Field(description="Told, or handed over to.")
    vacant: list[str] = Field(description="Of the step, held by nobody who can be reached.")
    told: int = Field(description="How many addresses.")
    told_offices: list[str] = Field(
        description="Whose they are: of offices those that are held, for a vacant one the next up."
    )
    digest: bool = Field(description="With the day's digest, and not at once.")
    channel: str | None
    by: str = Field(description="The account, or the office that answered; empty: the policy.")
    until: date | None = Field(description="Last day of an answer.")
    why: str | None = Field(description="Why it was closed, or why nobody was told.")
    words: str
    at: Instant


class ItemDetail(ItemShown):
    """An item with its plan, planned curve, reports, status changes and what became of its alerts,
    the newest first.
    """

    plan: PlanItemPublished
    curve: list[tuple[datetime, float]] = Field(description="Corners: instant and percent.")
    report_log: list[ReportShown]
    status_history: list[StatusChangeShown]
    alert_history: list[AlertNoteShown]
    bands: list[ItemBand] = Field(description="Its progress by other offices' schemes.")
    forecast: ForecastShown


class ReportReceived(BaseModel):
    """The id of a recorded report, and the item after it."""

    report_id: str
    item: ItemFigures | None = Field(description="Null for who may no longer see the item.")
