"""Uploads and their reports as documents. Pure."""

from collections.abc import Mapping
from typing import Any

from chassis.text import Text
from contracts.report_content import ReportContent
from tracker.report_sheets.upload import Recording, Upload
from tracker.reporting.report import Report

Document = dict[str, Any]


def report_row(report: Report, where: str) -> Document:
    """A report that waits to be recorded, and the row it is from."""
    content = report.content.model_dump(mode="json", exclude_defaults=True)
    return {
        "report_id": report.report_id,
        "former_id": report.former_id,
        "item_id": report.item_id,
        "agency": report.agency,
        "content": content,
        "where": where,
    }


def report_of_row(row: Mapping[str, Any], upload: Upload, recording: Recording) -> Report:
    """The report of a row, sent when its recording was asked for."""
    return Report(
        report_id=row["report_id"],
        former_id=row["former_id"],
        item_id=row["item_id"],
        agency=row["agency"],
        content=ReportContent.model_validate(row["content"]),
        submitted_at=recording.begun_at,
        submitted_by=upload.owner,
        source="workbook",
        region=upload.region,
    )


def upload_document(upload: Upload) -> Document:
    """An upload that nothing was said of yet."""
    names = ("name", "owner", "agency", "region", "sha256", "at", "data")
    return {"_id": upload.id, **{name: getattr(upload, name) for name in names}}


def upload_of(row: Mapping[str, Any]) -> Upload:
    """The upload of a document, also of one that was read without its data."""
    said: dict[str, dict[str, str]] = {}
    for one in row.get("said", ()):
        said.setdefault(one["sheet"], {})[one["field"]] = one["text"]
    return Upload(
        row["_id"],
        row["name"],
        row["owner"],
        row["agency"],
        row["region"],
        row["sha256"],
        row["at"],
        bytes(row.get("data", b"")),
        said,
        _recording_of(row["recording"]) if "recording" in row else None,
    )


def recording_document(recording: Recording) -> Document:
    """A recording that begins, or as it stands."""
    return {
        "begun_at": recording.begun_at,
        "moved_at": recording.begun_at,
        "batch": recording.batch,
        "rows": recording.rows,
        "chunks": recording.chunks,
        "done_chunks": recording.done_chunks,
        "recorded": recording.recorded,
        "unchanged": recording.unchanged,
        "refused": recording.refused,
        "refusals": [
            {"where": where, "id": why.indonesian, "en": why.english}
            for where, why in recording.refusals
        ],
        "left_out": dict(recording.left_out),
        "open": recording.is_open,
        "broke_off": recording.broke_off,
        "tries": recording.tries,
        "waits_until": recording.waits_until,
    }


def _recording_of(row: Mapping[str, Any]) -> Recording:
    return Recording(
        row["begun_at"],
        row["batch"],
        row["rows"],
        row["chunks"],
        row["done_chunks"],
        row["recorded"],
        row["unchanged"],
        row["refused"],
        tuple((one["where"], Text(one["id"], one["en"])) for one in row["refusals"]),
        row["left_out"],
        row["open"],
        row["broke_off"],
        row.get("tries", 0),
        row.get("waits_until"),
    )
