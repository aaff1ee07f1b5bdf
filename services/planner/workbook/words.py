"""The closed lists of words as sheets write them, Indonesian and English. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from chassis.sheets.cell import Cell, shown
from chassis.sheets.footnote import without_footnote
from chassis.sheets.key import header_key
from contracts.words import Book, Kind, PartnerKind, Pillar
from planner.refusal import NotOfThePlan

Word = TypeVar("Word")
REMARK = re.compile(r"(?P<word>[^()]+)\((?P<remark>[^()]+)\)")


def _table(words: Mapping[Word, Iterable[str]]) -> dict[str, Word]:
    return {header_key(text): word for word, texts in words.items() for text in texts}


KIND_NAMES: Mapping[Kind, str] = {Kind.ACTION: "Aksi", Kind.QUICK_WIN: "Quick Win"}
BOOK_NAMES: Mapping[Book, str] = {
    Book.FUTURE_ANALYSIS: "Analisa Masa Depan",
    Book.ACTION_PLAN: "Rencana Aksi",
    Book.EXECUTIVE_SUMMARY: "Executive Summary",
    Book.QUICK_WINS: "Quick Wins",
    Book.AREA_MASTERPLAN: "Masterplan Kawasan",
}
PILLARS = _table(
    {
        Pillar.GOVERNANCE: (
            "governance", "smart governance", "tata kelola", "tatakelola pemerintahan",
            "pemerintahan", "tata kelola pemerintahan cerdas", "birokrasi", "smart government",
        ),
        Pillar.SOCIETY: ("society", "smart society", "masyarakat", "masyarakat cerdas", "sosial"),
        Pillar.ECONOMY: (
            "economy", "smart economy", "ekonomi", "ekonomi cerdas", "perekonomian",
        ),
        Pillar.BRANDING: (
            "branding", "smart branding", "citra", "citra daerah", "branding daerah", "pemasaran",
        ),
        Pillar.LIVING: (
            "living", "smart living", "kehidupan", "hidup", "kualitas hidup", "pola hidup",
            "tempat tinggal", "permukiman",
        ),
        Pillar.ENVIRONMENT: (
            "environment", "smart environment", "lingkungan", "lingkungan hidup",
            "lingkungan cerdas",
        ),
    }
)  # fmt: skip
KINDS = _table(
    {
        Kind.ACTION: ("action", "aksi", "rencana aksi", "reguler", "program", "kegiatan"),
        Kind.QUICK_WIN: (
            "quick_win", "quick wins", "qw", "program percepatan", "percepatan",
        ),
    }
)  # fmt: skip
BOOKS = _table({book: (book.value, BOOK_NAMES[book]) for book in Book}) | _table(
    {
        Book.FUTURE_ANALYSIS: ("analisis masa depan", "analisis strategis masa depan"),
        Book.ACTION_PLAN: ("action plan", "masterplan"),
        Book.EXECUTIVE_SUMMARY: ("ringkasan eksekutif",),
        Book.QUICK_WINS: ("quick win", "program quick win", "program quick wins"),
        Book.AREA_MASTERPLAN: ("masterplan kawasan prioritas", "kawasan"),
    }
)
PARTNER_KINDS = _table(
    {
        PartnerKind.GOVERNMENT: (
            "government", "pemerintah", "pemerintah pusat", "kementerian", "lembaga", "pusat",
            "provinsi", "pemerintah provinsi", "bumn", "bumd", "desa",
        ),
        PartnerKind.BUSINESS: (
            "business", "bisnis", "swasta", "usaha", "dunia usaha", "perusahaan", "industri",
        ),
        PartnerKind.ACADEMIA: (
            "academia", "akademisi", "akademik", "universitas", "perguruan tinggi", "kampus",
        ),
        PartnerKind.REGION: (
            "region", "daerah", "daerah lain", "kabupaten", "kota", "pemerintah daerah",
            "kabupaten lain",
        ),
    }
)  # fmt: skip
YES_NO = _table(
    {
        True: ("ya", "y", "yes", "true", "1", "benar", "v"),
        False: ("tidak", "t", "tdk", "no", "n", "false", "0", "bukan", "x"),
    }
) | {"✓": True, "✔": True, "√": True}


def read_word(cell: Cell, words: Mapping[str, Word], names: Iterable[str]) -> Word:
    """The word that a cell means; Unreadable(unknown-word), which lists `names`, otherwise. What is
    in brackets behind a word is a remark, unless it means another one.
    """
    text = without_footnote(shown(cell))
    word = words.get(header_key(text))
    if word is None and (remark := REMARK.fullmatch(text)):
        word = words.get(header_key(remark["word"]))
        if words.get(header_key(remark["remark"]), word) != word:
            word = None
    if word is None:
        known = tuple(names)
        raise NotOfThePlan("unknown-word", value=text, known=", ".join(known), proposals=known)
    return word


def read_yes_no(cell: Cell) -> bool:
    """True for Ya, False for Tidak, in common spellings; Unreadable(not-yes-or-no) otherwise."""
    if isinstance(cell, bool):
        return cell
    text = without_footnote(shown(cell))
    answer = YES_NO.get(text) if text in YES_NO else YES_NO.get(header_key(text))
    if answer is None:
        raise NotOfThePlan("not-yes-or-no", value=text)
    return answer
