"""The tracker's evidence over a database of a test."""

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.outbox.outbox import Outbox
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.plans import NOON
from tracker.evidence.kept_files import KeptFiles
from tracker.evidence.repository import EvidenceRepository
from tracker.evidence.service import EvidenceService
from tracker.evidence.storing import Storing


def storing_of(
    kept: Keeping, rows: EvidenceRepository, files: KeptFiles, *, quota_mb: int = 100
) -> Storing:
    """What stores evidence."""
    return Storing(
        database=kept.database,
        evidence=rows,
        items=kept.item_rows,
        outbox=Outbox(kept.database),
        files=files,
        quota_mb=quota_mb,
    )


def evidence_service(kept: Keeping, rows: EvidenceRepository, files: KeptFiles) -> EvidenceService:
    """At a standing clock."""
    storing = storing_of(kept, rows, files)
    clock = FixedClock(NOON)
    trail = Trail(kept.database, clock)
    return EvidenceService(
        evidence=rows, items=kept.item_rows, clock=clock, files=files, storing=storing, trail=trail
    )
