"""What a column of figures means by all texts of its header, from its groups down. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chassis.sheets.calendar_date import MONTH_OF
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace
from chassis.sheets.key import header_key
from chassis.sheets.money_header import unit_in
from contracts.report_content import COUNTS

PHYSICAL, MONEY = FIGURES = ("physical_percent", "budget_realised")
OF_A_REPORT = frozenset({"as_of", *COUNTS, *FIGURES})
"""Fields whose columns may stand beside planned ones of the same name."""
PERCENT = re.compile(r"%|\bpersen|\bpersentase|\bprosentase|\bpercent", re.IGNORECASE)
RUPIAH = re.compile(r"\brp\b|\brupiah\b|\bidr\b", re.IGNORECASE)
IN_MONEY = re.compile(r"\((?:[^()]*\b)?(?:anggaran|rp|rupiah|keuangan)\b[^()]*\)", re.IGNORECASE)
UP_TO = re.compile(r"akumulasi|kumulatif|\bs\s*[./]?\s*d\b|sampai dengan", re.IGNORECASE)
OF_THIS_MONTH = re.compile(r"\b(?:bulan|bln|periode|minggu)\s+ini\b", re.IGNORECASE)
OF_LAST_MONTH = re.compile(r"\b(?:bulan|bln|periode|minggu)\s+(?:lalu|sebelumnya)\b", re.IGNORECASE)
NO_FIGURE = re.compile(
    r"\btarget|\brencana(?!\s+(?:aksi|tindak))|\brenc\b|\bsasaran\b|\bdeviasi|\bselisih|\bsisa\b"
    r"|\blalu\b|\bsebelumnya\b",
    re.IGNORECASE,
)
"""A plan, a difference, or what was up to an earlier month: none of them is what is reported."""
OF_MONTHS = re.compile(r"\b(?:bulan|bln|periode|triwulan)\b", re.IGNORECASE)
OF_DAYS = re.compile(r"\b(?:tanggal|tgl|hari)\b", re.IGNORECASE)
OF_WORK = re.compile(r"\bfisik\b", re.IGNORECASE)
OF_MONEY = re.compile(r"\b(?:keuangan|anggaran|dana|belanja)\b", re.IGNORECASE)
REALISED = re.compile(r"\brealisasi\b|\bkeuangan\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+|%")
PLAIN_WORDS = frozenset(MONTH_OF) | {
    *("realisasi", "fisik", "keuangan", "anggaran", "dana", "belanja", "akumulasi", "kumulatif"),
    *("bulan", "bln", "periode", "minggu", "ini", "lalu", "s", "d", "sd", "sampai", "dengan"),
    *("%", "persen", "persentase", "prosentase", "percent", "rp", "rupiah", "idr", "dalam", "dan"),
    *("juta", "jutaan", "jt", "ribu", "ribuan", "rb", "miliar", "milyar", "triliun", "000"),
}
"""Words that only say which realisation it is, and its unit."""
WORDS_OF_A_PART = PLAIN_WORDS | {"progres", "capaian"}


def is_named(text: str, named: frozenset[str]) -> bool:
    """Whether people named this header; `named` has its `header_key`."""
    return not named.isdisjoint({header_key(text), header_key(IN_BRACKETS.sub("", text))})


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """Decides what a column means; a header that people `named` is what they said."""

    named: frozenset[str]

    def __call__(self, texts: Sequence[str], field: str | None) -> str | None:
        """The field of a column with these texts, whose lowest one means `field` by itself."""
        return field if is_named(texts[-1], self.named) else _meaning_of(texts, field)


def _meaning_of(texts: Sequence[str], field: str | None) -> str | None:
    if field == PHYSICAL and len(texts) == 1 and IN_MONEY.search(texts[0]):
        return None
    if len(texts) > 1 and (field is None or field in FIGURES):
        field = _of_group(texts) if _has_only(texts[-1:], WORDS_OF_A_PART) else None
    return None if field in OF_A_REPORT and NO_FIGURE.search(" ".join(texts)) else field


def _has_only(texts: Sequence[str], words: frozenset[str]) -> bool:
    found = (word.casefold() for text in texts for word in WORD.findall(text))
    return all(word in words or (word.isdigit() and len(word) == 4) for word in found)


def _of_group(texts: Sequence[str]) -> str | None:
    kind = next(_kinds(texts), None)
    if kind == PHYSICAL:
        return None if _unit(texts) is RUPIAH else PHYSICAL
    is_realised = bool(REALISED.search(" ".join(texts)))
    return MONEY if is_realised and (kind or _has_only(texts, PLAIN_WORDS)) else None


def _kinds(texts: Sequence[str]) -> Iterator[str | None]:
    """Work or money, by the lowest text that names one of them."""
    for text in reversed(texts):
        work, money = OF_WORK.search(text), OF_MONEY.search(text)
        if work and money and text is texts[-1]:
            yield None
        elif bool(work) != bool(money):
            yield PHYSICAL if work else MONEY


def _unit(texts: Sequence[str]) -> re.Pattern[str] | None:
    """Percent or rupiah, by the lowest text that names one of them."""
    for text in reversed(texts):
        percent, rupiah = PERCENT.search(text), RUPIAH.search(text)
        if percent and (not rupiah or text is texts[-1]):
            return PERCENT
        if rupiah and not percent:
            return RUPIAH
    return None


def is_percent(place: ColumnPlace) -> bool:
    """Whether a header says that its numbers are percentages."""
    return _unit(place.texts) is PERCENT


def is_percent_of_budget(place: ColumnPlace) -> bool:
    """Whether the numbers of a column of money are percentages, and no rupiah."""
    return is_percent(place) and unit_in(place.texts[-1]) is None


def is_of_months(place: ColumnPlace) -> bool:
    """Whether the header of a column of days says that they may be months."""
    return bool(OF_MONTHS.search(place.wording)) and not OF_DAYS.search(place.wording)


def is_of_last_month(place: ColumnPlace, field: str) -> bool:
    """Whether a column that is not used has the figures of this field up to the month before."""
    return bool(OF_LAST_MONTH.search(place.wording)) and _of_group(place.texts) == field
