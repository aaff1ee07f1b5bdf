"""Fact and stored report of a submission, for peers that handle it as a plain document. Pure."""

from typing import Any

Document = dict[str, Any]


def fact_of(submission: Document, received_at: str) -> Document:
    """The value of the fact: ProgressRecorded without the region."""
    return {**submission, "received_at": received_at, "source": "kafka"}


def report_of(fact: Document) -> Document:
    """The stored report."""
    return {"_id": fact["report_id"], **fact}


def headers_of(fact: Document, topic: str) -> dict[str, str]:
    """The CloudEvents attributes of the fact."""
    return {
        "ce_specversion": "1.0",
        "ce_id": fact["report_id"],
        "ce_source": "/aksi/peer",
        "ce_type": topic,
        "ce_time": fact["received_at"],
        "ce_subject": fact["item_id"],
        "content-type": "application/json",
    }


def encoded_headers_of(fact: Document, topic: str) -> list[tuple[str, bytes]]:
    """The same in the form that aiokafka takes."""
    return [(name, text.encode()) for name, text in headers_of(fact, topic).items()]
