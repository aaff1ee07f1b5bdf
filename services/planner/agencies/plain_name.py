"""Names of agencies as people write them: numbered, with their region, with their unit. Pure."""

import re
from functools import lru_cache

NUMBER = re.compile(
    r"\s*(?:[-–—•*·▪◦●○►✓]+\s*)?"
    r"(?:[(\[]?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}|[a-z])\s*[.):\]]+\s*|\d{1,2}\s+(?=[a-z]))?",
    re.IGNORECASE,
)
"""What stands before an entry of a list: 1., (2), a), IV. or a dash."""
UNIT = re.compile(
    r"\s*(?:[(–]|\s-)\s*(?P<unit>(?:sub\s*)?(?:bidang|bid\.|seksi|bagian|bag\.|subbag\w*|subbid\w*|sekretariat"
    r"|uptd?|unit)\b[^()]*)\)?\s*$",
    re.IGNORECASE,
)
"""A unit of the agency, behind its name."""
KIND = re.compile(r"(?:kabupaten|kota|kab\.)\s*", re.IGNORECASE)


def without_number(text: str) -> str:
    """A text without the number or mark of a list before it."""
    match = NUMBER.match(text)
    return text[match.end() :].strip() if match else text


@lru_cache(maxsize=64)
def _of_region(code: str, name: str) -> re.Pattern[str]:
    bare = KIND.sub("", name, count=1).strip()
    words = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in (bare, code) if one)
    return re.compile(
        rf"\s*[,(–-]?\s*\b(?:(?:pemerintah\s+|pem)?(?:kab(?:upaten|\.)?|kota)\s*)?(?:{words})\b"
        r"\s*\)?\s*$",
        re.IGNORECASE,
    )


def without_region(text: str, code: str, name: str) -> str:
    """A text without the name or code of its own region at its end."""
    return _of_region(code, name).sub("", text) if code or name else text


def without_unit(text: str) -> tuple[str, str]:
    """A text without the unit of an agency at its end, and that unit; empty where it names none."""
    match = UNIT.search(text)
    return (text[: match.start()].strip(), match["unit"].strip()) if match else (text, "")
