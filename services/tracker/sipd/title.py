"""What the title rows of an export say: year, region, agency, months, unit of money. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.sipd.column import CASH_PLAN, REALISATION, Measure, Months, months_in

YEAR = re.compile(r"\btahun(?:\s+anggaran)?\s*:?\s*(20\d\d)\b", re.IGNORECASE)
LONE_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
REGION = re.compile(
    r"\b(?:(?:pemerintah\s+)?(?:kab(?:upaten|\.)|kota|provinsi|prov\.))\s*([A-Z][A-Za-z' -]*?)"
    r"(?=\s+(?:pergeseran|perubahan|apbd|tahun|dinas|badan|sekretariat)\b|\s*[,:\d]|\s*$)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^(?:skpd|opd|perangkat\s+daerah|organisasi|unit\s+organisasi|sub\s+unit(?:\s+organisasi)?)"
    r"\s*:\s*(?:[0-9X][0-9X.]*\s*[-:]?\s*)?(\S.*)$",
    re.IGNORECASE,
)
AGENCY = re.compile(
    r"\b(?:dinas|badan|sekretariat|inspektorat|kecamatan|kelurahan|satuan\s+polisi|rumah\s+sakit"
    r"|rsud)\b(?!\s*,).*$",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\b(?:bulan|periode|per(?=\s)|keadaan|posisi|s\s*[./]?\s*d\b|sampai|hingga|triwulan|tw"
    r"|semester)\b.*$",
    re.IGNORECASE,
)
WORDS = r"(?:ribu(?:an)?|rb|juta(?:an)?|jt|mil[iy]ar(?:an)?|tril[iy]un(?:an)?)"
THOUSANDS = r"0{3}(?:[.,]0{3})*(?![.,]?\d)"
NO_AMOUNT = r"(?:(?<=\b20\d\d\s)|(?<!\d)(?<!\d\s))"
"""Before a unit: 750 juta rupiah is an amount, tahun 2031 juta rupiah is not."""
RUPIAH = r"(?:\brp\b\.?|\brupiah\b)"
UNITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:\bdalam|\bdlm\.?|\bsatuan|\bunit|{RUPIAH})\s*:?\s*\(?\s*{RUPIAH}?\s*({WORDS})\b",
        rf"{NO_AMOUNT}\b({WORDS})\s+{RUPIAH}",
        rf"\(\s*({WORDS})\s*\)",
        rf"(?:\brp\.?\s*|\(\s*)({THOUSANDS})(?!\d)",
        rf"{NO_AMOUNT}[x×]\s*(?:rp\.?\s*)?(1[.,]?{THOUSANDS})",
        rf"(?:\bdalam|\bdlm\.?)\s+(?:rp\.?\s*)?(1[.,]?{THOUSANDS})",
        r"\(\s*rp\.?\s*([mt])\s*\)",
    )
)
"""Ways to say that money is in thousands, millions: (Rp. 000), dalam jutaan, juta rupiah."""
ALONE = re.compile(rf"\b({WORDS})\b|(?<![\d.,])({THOUSANDS})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """The facts in the title rows; None or empty where they do not say."""

    year: int | None = None
    region: str = ""
    agency: str = ""
    months: Months | None = None
    """The months of the report, where the title names a period."""
    measure: Measure | None = None
    """What its months are: cash plan or realisation."""


def title_facts(lines: Sequence[str]) -> Title:
    """The facts in these lines, the first of each kind."""
    text = "\n".join(lines)
    measure = None
    if CASH_PLAN.search(text):
        measure = Measure.CASH_PLAN
    elif REALISATION.search(text):
        measure = Measure.REALISATION
    return Title(
        _year(lines),
        next((m[1].strip() for line in lines if (m := REGION.search(line))), ""),
        _agency(lines),
        next((found for line in lines if (found := period_in(line))), None),
        measure,
    )


def period_in(line: str) -> Months | None:
    """The months of the period that a line names; a month alone is none."""
    match = PERIOD.search(line)
    return months_in(match[0]) if match else None


def unit_in(lines: Sequence[str]) -> str:
    """The unit of money as written, if it is not whole rupiah: juta, ribuan, 000; else empty.

    An amount, a year, a code are no unit: Rp 1.000, Rp 750 juta, Tahun 2000.
    """
    matches = (unit.search(line) for line in lines for unit in UNITS)
    return next((m[1] for m in matches if m), "").casefold()


def unit_of_columns(headers: Sequence[str]) -> str:
    """The unit in headers of money, where a word alone says it: Anggaran (000), Pagu juta."""
    alone = (m[1] or m[2] for header in headers if (m := ALONE.search(header)))
    return unit_in(headers) or next(alone, "").casefold()


def _year(lines: Sequence[str]) -> int | None:
    """The year that follows "tahun", else the only one there is."""
    for line in lines:
        if match := YEAR.search(line):
            return int(match[1])
    years = {year for line in lines for year in LONE_YEAR.findall(line)}
    return int(years.pop()) if len(years) == 1 else None


def _agency(lines: Sequence[str]) -> str:
    for line in lines:
        if match := LABEL.match(line):
            return match[1].strip()
    return next((m[0].strip() for line in lines if (m := AGENCY.search(line))), "")
