"""What a fact says of the evidence that was there: no more than it may list, the oldest first."""

from datetime import timedelta

from chassis.mongo.unit_of_work import UnitOfWork
from contracts import EvidenceAdded
from contracts.progress_recorded import EVIDENCE_MOST
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.evidence.repository import EvidenceRepository, FilesOfReports


def piece(number: int) -> EvidenceAdded:
    plan, report = a_plan(), a_report()
    return EvidenceAdded(
        item_id=report.item_id,
        region=plan.region,
        agency=report.agency,
        report_id=report.report_id,
        sha256=f"{number:064x}",
        name="foto.jpg",
        media_type="image/jpeg",
        size=1,
        added_at=NOON + timedelta(minutes=number),
        added_by="uji",
        scanned=False,
    )


async def test_a_fact_lists_the_oldest_files_and_no_more_than_it_may(kept: Keeping) -> None:
    """More than a report may have, as of a release that allowed more."""
    evidence, report = EvidenceRepository(kept.database), a_report()

    async def given(unit: UnitOfWork) -> None:
        evidence.add(unit, [piece(number) for number in reversed(range(EVIDENCE_MOST + 2))])

    await kept.database.transaction(given)

    found: list[FilesOfReports] = []

    async def listed(unit: UnitOfWork) -> None:
        evidence.of_reports(unit, [report], found.append)

    await kept.database.transaction(listed)
    oldest = [piece(number).sha256 for number in range(EVIDENCE_MOST)]
    assert found == [{(report.item_id, report.agency, report.report_id): oldest}]
