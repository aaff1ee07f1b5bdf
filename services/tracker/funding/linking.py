"""Which item a sub kegiatan may fund, by its name. Pure."""

import re
from collections.abc import Mapping

from chassis.sheets.key import header_key

WORD = re.compile(r"\w{3,}")
COMMON = frozenset(
    {
        *("dan", "atau", "yang", "untuk", "dengan", "pada", "dari", "dalam", "serta", "bagi"),
        *("para", "oleh", "kabupaten", "kota", "daerah", "pemerintah", "pemerintahan", "kutai"),
        *("kartanegara", "kukar", "program", "kegiatan", "sub", "penyediaan", "pelaksanaan"),
        *("penyelenggaraan", "pengelolaan"),
    }
)
"""Words that stand in the names of many sub kegiatan and say nothing of one."""
LIKENESS_LEAST = 0.4
"""Shared words as a part of all words of both names."""


Words = frozenset[str]


def words_of(titles: Mapping[str, str]) -> Mapping[str, Words]:
    """The words that tell titles apart, by what the titles are of."""
    return {item: _words(title) for item, title in titles.items()}


def proposed(name: str, titles: Mapping[str, Words]) -> str | None:
    """The item (by its code) whose title is most like a name; None where none is, or several are as
    much. `titles`: their words.
    """
    words = _words(name)
    likeness = sorted((_likeness(words, those), item) for item, those in titles.items())
    if not likeness or likeness[-1][0] < LIKENESS_LEAST:
        return None
    if len(likeness) > 1 and likeness[-2][0] == likeness[-1][0]:
        return None
    return likeness[-1][1]


def name_key(name: str) -> str:
    """A name as it is compared: without regard to letters' case and spaces."""
    return " ".join(name.casefold().split())


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for letters' case, blanks and marks: of one word more the
    sub kegiatan may be another, and somebody has to say so.
    """
    return header_key(one) == header_key(other)


def _words(text: str) -> Words:
    return frozenset(WORD.findall(text.casefold())) - COMMON


def _likeness(one: Words, other: Words) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
