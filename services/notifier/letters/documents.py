"""Letters and their deliveries as MongoDB documents, and back. Pure."""

from base64 import b64decode, b64encode
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from contracts import CouncilLetter
from notifier.delivery.delivery import State
from notifier.letters.letter_delivery import LetterDelivery, letter_id

Document = dict[str, Any]


class HeardLetter(NamedTuple):
    """A letter and when it was heard; addresses are looked up at `wake_at`, None: no more."""

    letter: CouncilLetter
    heard_at: datetime
    wake_at: datetime | None

    @property
    def id(self) -> str:
        """Of the letter."""
        return letter_id(self.letter.region, self.letter.week)


def heard_document(heard: HeardLetter) -> Document:
    """The document of a letter; the PDF is kept as bytes."""
    letter = heard.letter
    return {
        "_id": heard.id,
        "region": letter.region,
        "week": letter.week,
        "heard_at": heard.heard_at,
        "wake_at": heard.wake_at,
        "letter": letter.model_dump(mode="json", exclude={"pdf"}),
        "pdf": b64decode(letter.pdf),
    }


def heard_in(row: Document) -> HeardLetter:
    """The letter in a document; without its PDF where that was not read."""
    pdf = b64encode(bytes(row.get("pdf", b""))).decode()
    letter = CouncilLetter.model_validate({**row["letter"], "pdf": pdf})
    return HeardLetter(letter, row["heard_at"], row["wake_at"])


def delivery_document(delivery: LetterDelivery) -> Document:
    """The document of a delivery; its key is the document's id."""
    row = {one.name: getattr(delivery, one.name) for one in fields(delivery)}
    row = {name: value.value if isinstance(value, Enum) else value for name, value in row.items()}
    return {"_id": row.pop("key"), **row}


def delivery_in(row: Document) -> LetterDelivery:
    """The delivery in a document."""
    names = {one.name for one in fields(LetterDelivery)} & row.keys()
    told = {name: row[name] for name in names}
    return LetterDelivery(**{**told, "key": row["_id"], "state": State(row["state"])})
