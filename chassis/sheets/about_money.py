"""Words around an amount of money: a remark behind it, about, a range. Pure."""

import re

LONGEST = 300
"""Characters of a text that may be an amount with words around it."""
REMARK = re.compile(r"(?<=[0-9A-Za-z.,-])\s*\((?P<words>[^()0-9]+)\)\s*$")
UNIT = re.compile(
    r"\b(?:ribu|rb|juta|jt|mil[iy]ar|tril[iy]un)(?:an)?\b|^\s*[mt]\s*$", re.IGNORECASE
)
NUMBER_WORD = re.compile(
    r"\b(?:se|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|nol)?"
    r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|nol|belas|puluh|ratus|seribu)\b",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"^(?:±|\+/-|~|≈|[<>]=?|≥|≤|kira[-\s]?kira|sekitar|kurang\s+lebih|kl\.?|lebih\s+dari"
    r"|kurang\s+dari|minimal|maksimal|min\.?|maks\.?|paling\s+\w+|hampir|di\s?(?:atas|bawah))\s*"
    r"|\s*(?:(?:lebih|kurang)(?:nya)?|-?an|\+)$",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\s*[–—]\s*|\s+-\s+|\s+(?:s\s*[./]?\s*d\.?|sampai(?:\s+dengan)?|hingga)\s+", re.IGNORECASE
)


def without_remark(text: str) -> str:
    """The amount without what stands in brackets behind it: its source, or itself in words. What
    may be its unit stays.
    """
    match = REMARK.search(text) if len(text) <= LONGEST else None
    if match is None:
        return text
    is_unit = UNIT.search(match["words"]) and not NUMBER_WORD.search(match["words"])
    return text if is_unit else text[: match.start()]


def amounts_meant(text: str) -> tuple[str, ...]:
    """What may be meant by a text that is no exact amount: 500 juta of ± 500 juta, both ends of a
    range; nothing where it has no such words.
    """
    if len(text) > LONGEST:
        return ()
    parts = [part for part in BETWEEN.split(text) if part.strip()]
    if len(parts) == 2:
        return (parts[0].strip(), parts[1].strip())
    bare = ABOUT.sub("", text).strip()
    return (bare,) if bare and bare != text else ()
