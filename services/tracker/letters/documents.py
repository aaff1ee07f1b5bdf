"""Letters and the weeks that regions wait for as MongoDB documents, and back. Pure."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any, NamedTuple

from contracts import CouncilLetter
from tracker.letters.letter_days import LetterWeek

Document = dict[str, Any]


class Wanted(NamedTuple):
    """A region waits for the letter of a week. It is due at `due_at` and looked at again at
    `wake_at`; `is_asked`: somebody wanted it before its time.
    """

    region: str
    week: LetterWeek
    due_at: datetime
    wake_at: datetime
    is_asked: bool = False


class KeptLetter(NamedTuple):
    """A letter as it was made, and its PDF; None where it could not be drawn then."""

    letter: CouncilLetter
    pdf: bytes | None


def letter_id(region: str, week: str) -> str:
    """At most one letter has it."""
    return f"{region}:{week}"


def letter_document(letter: CouncilLetter) -> Document:
    """The document of a letter. Instants of lists are beside it; the PDF is kept as bytes."""
    return {
        "_id": letter_id(letter.region, letter.week),
        "region": letter.region,
        "week": letter.week,
        "at": letter.at,
        "letter": letter.model_dump(mode="json", exclude={"pdf"}),
        "pdf": b64decode(letter.pdf) if letter.pdf else None,
    }


def letter_in(row: Document) -> KeptLetter:
    """The letter in a document that was read in full."""
    pdf = row["pdf"]
    return KeptLetter(
        CouncilLetter.model_validate(row["letter"]), None if pdf is None else bytes(pdf)
    )


def with_pdf(letter: CouncilLetter, pdf: bytes | None) -> CouncilLetter:
    """The letter with its PDF."""
    return letter.model_copy(update={"pdf": b64encode(pdf).decode() if pdf else ""})


def wanted_document(wanted: Wanted) -> Document:
    """The document of what a region waits for; there is one of each region."""
    row = wanted._asdict()
    return {"_id": row.pop("region"), **row, "week": str(wanted.week)}


def wanted_in(row: Document) -> Wanted:
    """What a region waits for."""
    return Wanted(
        row["_id"], LetterWeek(row["week"]), row["due_at"], row["wake_at"], row["is_asked"]
    )
