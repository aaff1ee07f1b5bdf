"""Reports as MongoDB documents, and back. Pure."""

from contracts import ProgressRecorded
from contracts.report_content import ReportContent
from tracker.items.documents import Document


def report_document(
    report: ProgressRecorded, content: str, key: str | None = None, corrected: str = ""
) -> Document:
    """The document of a report: all its fields, and the fingerprint of its content.

    With a `key` that is not its id, the key is the document's id, and `given_id` is the report's.
    `corrected` is the key of the report that it corrects.
    """
    row = {**vars(report)}
    row["_id"] = row.pop("report_id")
    if key not in {None, report.report_id}:
        row["given_id"], row["_id"] = report.report_id, key
    row["as_of"] = report.as_of.isoformat()
    if not report.evidence:
        del row["evidence"]
    if corrected:
        row["corrected"] = corrected
    return {**row, "content": content}


UNSTATED = {"budget_realised": None}
REPORT_IDS = ("agency", "given_id", "content", "item_id")
"""The fields of a report's document that `report_ids_of` needs."""


def report_ids_of(row: Document) -> tuple[str, str, str, str, str]:
    """Key, agency, id as given, content and item, for `tracker.reporting.report_ids`."""
    key: str = row["_id"]
    return key, row["agency"], row.get("given_id", key), row["content"], row["item_id"]


def stated_content(row: Document) -> ReportContent:
    """What a stored report itself says: no money where it says none."""
    said = content_of(row)
    return said if row.get("budget_stated", True) else said.model_copy(update=UNSTATED)


def content_of(row: Document) -> ReportContent:
    """What a stored report says."""
    fields = {name: row[name] for name in ReportContent.model_fields if name in row}
    return ReportContent.model_validate(fields)
