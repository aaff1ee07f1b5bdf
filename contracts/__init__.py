"""The events between the services: one module per event, pydantic only."""

from contracts.account_published import AccountPublished
from contracts.agency_published import AgencyPublished
from contracts.alert_noted import AlertNoted
from contracts.alert_sent import AlertSent
from contracts.calendar_published import CalendarPublished
from contracts.council_decided import CouncilDecided
from contracts.council_letter import CouncilLetter
from contracts.event import Event
from contracts.evidence_added import EvidenceAdded
from contracts.plan_item_published import PlanItemPublished
from contracts.progress_recorded import ProgressRecorded
from contracts.progress_rejected import ProgressRejected
from contracts.progress_reviewed import ProgressReviewed
from contracts.progress_submitted import ProgressSubmitted
from contracts.status_changed import StatusChanged
from contracts.token_used import TokenUsed

EVENTS: tuple[type[Event], ...] = (
    PlanItemPublished,
    AgencyPublished,
    AccountPublished,
    CalendarPublished,
    ProgressSubmitted,
    ProgressRecorded,
    ProgressRejected,
    ProgressReviewed,
    EvidenceAdded,
    CouncilDecided,
    CouncilLetter,
    StatusChanged,
    AlertSent,
    AlertNoted,
    TokenUsed,
)

__all__ = [
    "EVENTS",
    "AccountPublished",
    "AgencyPublished",
    "AlertNoted",
    "AlertSent",
    "CalendarPublished",
    "CouncilDecided",
    "CouncilLetter",
    "Event",
    "EvidenceAdded",
    "PlanItemPublished",
    "ProgressRecorded",
    "ProgressRejected",
    "ProgressReviewed",
    "ProgressSubmitted",
    "StatusChanged",
    "TokenUsed",
]
