"""The example letter and its readers, changed where a test says so."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts import AgencyPublished, CouncilLetter
from notifier.letters.letter_delivery import LetterDelivery

NOW = datetime(2026, 11, 1, 23, 0, 5, tzinfo=UTC)
"""Some seconds after seven o'clock on Monday, 2 November, in WITA."""
EXAMPLE = json.loads(Path("contracts/v1/council_letter.example.json").read_text(encoding="utf-8"))


def a_letter(**other: Any) -> CouncilLetter:
    return CouncilLetter.model_validate({**EXAMPLE, "at": NOW, **other})


def an_agency(code: str = "BAPPEDA", **other: Any) -> AgencyPublished:
    told: dict[str, Any] = {
        "agency": code,
        "version": 1,
        "region": "kukar",
        "name": "Badan Perencanaan",
        "contacts": [
            {"role": "head", "name": "Kepala", "email": "kepala@kukar.example"},
            {"role": "delivery_team", "name": "Tim Pelaksana", "email": "tim@kukar.example"},
        ],
        "higher_contacts": [
            {"role": "council", "name": "Dewan Smart City", "email": "Dewan@kukar.example"},
            {"role": "secretary", "name": "Sekretaris Daerah", "email": "sekda@kukar.example"},
        ],
        **other,
    }
    return AgencyPublished.model_validate(told)


def a_delivery(**other: Any) -> LetterDelivery:
    told: dict[str, Any] = {
        "key": "letter:kukar:2026-W45:mail:dewan@kukar.example",
        "letter": "kukar:2026-W45",
        "region": "kukar",
        "office": "council",
        "recipient": "Dewan@kukar.example",
        "name": "Dewan Smart City",
        "message_id": "<0123456789@kukar.example>",
        "created_at": NOW,
        "next_at": NOW,
        **other,
    }
    return LetterDelivery(**told)
