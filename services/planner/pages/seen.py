"""What a reader saw when a form was opened, beside what is stored now. Pure."""

import hashlib
import json
from collections.abc import Mapping

from chassis.http.problem import Problem
from chassis.text import Text
from planner.answers import STALE

TOLD_MOST = 200


def short(text: str) -> str:
    """The text; of a long one its begin, and by what to tell it from others: it goes with the
    form.
    """
    if len(text) <= TOLD_MOST:
        return text
    return f"{text[:TOLD_MOST]}… #{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def as_seen(told: Mapping[str, str]) -> str:
    """A text for each field, as one value of the form."""
    return json.dumps(told, ensure_ascii=False)


def changes(
    seen: str, now: Mapping[str, str], labels: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Label, what the reader saw and what stands now, of each field that others have changed.
    Nothing where `seen` is not what `as_seen` made.
    """
    try:
        before = json.loads(seen)
    except (ValueError, RecursionError):
        return []
    if not isinstance(before, dict) or not before.keys() >= now.keys():
        return []
    return [
        (labels[name], str(before[name]), now[name]) for name in now if before[name] != now[name]
    ]


def overtaken() -> Problem:
    """409, of a page that shows what has changed."""
    return Problem(
        409,
        STALE,
        Text(
            "Orang lain menyimpan perubahan sejak Anda membuka halaman ini. Periksa perubahannya "
            "di bawah, sesuaikan isian Anda, lalu simpan lagi.",
            "Somebody else has saved a change since you opened this page. Look at it below, "
            "adapt what you typed, and save again.",
        ),
    )
