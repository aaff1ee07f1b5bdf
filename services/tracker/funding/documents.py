"""Figures and links of sub kegiatan as documents. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.account import Account
from tracker.funding.export import Said
from tracker.funding.funding import Figure, Money, SubActivity

Document = dict[str, Any]


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


@dataclass(frozen=True, slots=True)
class Link:
    """A sub kegiatan and the item that it funds."""

    of: SubActivity
    item_id: str
    by: str
    at: datetime


def figure_document(said: Said, upload: Upload, region: str, by: str) -> Document:
    """One figure; confirmed twice it has the same id. It was said when its file was sent."""
    months = f"{said.first}-{said.last}"
    return {
        "_id": f"{upload.agency}/{said.year}/{said.code}/{said.money}/{months}/{upload.id}",
        "agency": upload.agency,
        "region": region,
        "year": said.year,
        "code": said.code,
        "name": said.name,
        "money": said.money.value,
        "first": said.first,
        "last": said.last,
        "rupiah": said.rupiah,
        "file": upload.id,
        "sha256": upload.sha256,
        "file_name": upload.name,
        "said_at": upload.at,
        "by": by,
    }


def figure_of(row: Mapping[str, Any]) -> Figure:
    """The figure in a document."""
    return Figure(
        of=SubActivity(row["agency"], row["code"]),
        year=row["year"],
        money=Money(row["money"]),
        first=row["first"],
        last=row["last"],
        rupiah=row["rupiah"],
        said_at=row["said_at"],
        file=row["file"],
    )


def link_key(of: SubActivity) -> str:
    """The key of the link of a sub kegiatan, which funds at most one item."""
    return f"{of.agency}/{of.code}"


def link_document(of: SubActivity, item_id: str, region: str, by: str, at: datetime) -> Document:
    """A link; no item where the sub kegiatan funds none."""
    return {
        "_id": link_key(of),
        "agency": of.agency,
        "region": region,
        "code": of.code,
        "item_id": item_id,
        "by": by,
        "at": at,
    }


def link_of(row: Mapping[str, Any]) -> Link:
    """The link in a document."""
    return Link(SubActivity(row["agency"], row["code"]), row["item_id"], row["by"], row["at"])


def upload_of(row: Mapping[str, Any]) -> Upload:
    """The upload in a document."""
    return Upload(row["_id"], *(row[k] for k in ("name", "owner", "agency", "sha256", "at")))
