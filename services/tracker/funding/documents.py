"""Figures and links of sub kegiatan as documents. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.account import Account
from tracker.funding.export import Said
from tracker.funding.figure import Figure, Money, SubActivity
from tracker.funding.linked import EVERY_YEAR, Link
from tracker.funding.work_units import Standing

Document = dict[str, Any]
FIGURE_FIELDS = (
    *("agency", "code", "year", "money", "first", "last", "rupiah", "said_at", "file", "name"),
    "work_unit",
)
"""The fields that `figure_of` reads."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An export that was sent, kept for a day to be looked at."""

    id: str
    name: str
    owner: str
    agency: str
    sha256: str
    at: datetime

    def is_of(self, account: Account) -> bool:
        """Whether the account may see it."""
        return self.owner == account.username and self.agency == (account.agency or "")


def figure_document(said: Said, upload: Upload, region: str, by: str) -> Document:
    """One figure; confirmed twice it has the same id. It was said when its file was sent."""
    months = f"{said.first}-{said.last}"
    key = f"{upload.agency}/{said.year}/{said.code}/{said.money}/{months}/{upload.id}"
    return {
        "_id": f"{key}/{said.work_unit}" if said.work_unit else key,
        "agency": upload.agency,
        "region": region,
        "year": said.year,
        "code": said.code,
        "name": said.name,
        "money": said.money.value,
        "first": said.first,
        "last": said.last,
        "rupiah": said.rupiah,
        "work_unit": said.work_unit,
        "unit_in_file": said.unit_in_file,
        "file": upload.id,
        "sha256": upload.sha256,
        "file_name": upload.name,
        "said_at": upload.at,
        "by": by,
    }


def figure_of(row: Mapping[str, Any]) -> Figure:
    """The figure in a document; before agencies sent files by unit it had none."""
    return Figure(
        of=SubActivity(row["agency"], row["code"]),
        year=row["year"],
        money=Money(row["money"]),
        first=row["first"],
        last=row["last"],
        rupiah=row["rupiah"],
        said_at=row["said_at"],
        file=row["file"],
        name=row.get("name", ""),
        work_unit=row.get("work_unit", ""),
    )


def link_document(link: Link, region: str) -> Document:
    """A decision on a sub kegiatan in a year; no item where it funds none."""
    return {
        "_id": f"{link.of.agency}/{link.of.code}/{link.year}",
        "agency": link.of.agency,
        "region": region,
        "code": link.of.code,
        "year": link.year,
        "name": link.name,
        "item_id": link.item_id,
        "by": link.by,
        "at": link.at,
    }


def link_of(row: Mapping[str, Any]) -> Link:
    """The decision in a document; before decisions were of a year it had no year and no name."""
    return Link(
        SubActivity(row["agency"], row["code"]),
        row["item_id"],
        row["by"],
        row["at"],
        year=row.get("year", EVERY_YEAR),
        name=row.get("name", ""),
    )


def standing_of(row: Mapping[str, Any]) -> Standing:
    """What a file says, of a group of figures; before agencies sent files by unit it had none."""
    group = row["_id"]
    return Standing(
        file=group["file"],
        name=row.get("name") or "",
        at=row["at"],
        money=Money(group["money"]),
        work_unit=group.get("work_unit") or "",
        unit_in_file=row.get("unit_in_file") or "",
        months=frozenset(row["months"]),
        codes=frozenset(row["codes"]),
    )


def upload_of(row: Mapping[str, Any]) -> Upload:
    """The upload in a document."""
    return Upload(row["_id"], *(row[k] for k in ("name", "owner", "agency", "sha256", "at")))
