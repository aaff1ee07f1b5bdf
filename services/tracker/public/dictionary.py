"""What every field of every published file means, in both languages. Pure.

A test holds it to the files: a field that is not explained here cannot be published.
"""

from collections.abc import Iterator, Mapping

Words = tuple[str, str]
"""Indonesian, English."""

ITEM_FIELDS: Mapping[str, Words] = {
    "item_id": ("Kode rencana aksi", "Code of the item"),
    "title": ("Judul", "Title"),
    "kind": ("Jenis: quick_win atau action", "Kind: quick_win or action"),
    "pillar": ("Pilar kota cerdas", "Pillar of the smart city"),
    "agency": ("Kode perangkat daerah penanggung jawab", "Code of the responsible agency"),
    "status": (
        "late, critical, behind, on_track, done atau not_started, menurut aturan yang berlaku",
        "late, critical, behind, on_track, done or not_started, by the rules in force",
    ),
    "due": ("Batas waktu", "Due day"),
    "planned_percent": ("Rencana fisik saat ini, persen", "Planned progress by now, percent"),
    "reported_percent": (
        "Fisik menurut laporan terakhir yang dihitung, persen",
        "Progress by the latest report that counts, percent",
    ),
    "signed_percent": (
        "Fisik menurut laporan terakhir yang ditandatangani kepala perangkat daerah, persen",
        "Progress by the latest report that the agency's head has signed, percent",
    ),
    "as_of": ("Hari yang dilaporkan terakhir", "Day that the latest report holds for"),
}
"""Of an item, in the order of the files."""
SUM_FIELDS: Mapping[str, Words] = {
    "items": (
        "Banyaknya rencana aksi, termasuk yang dibatalkan",
        "How many items, cancelled ones included",
    ),
    "by_status": ("Banyaknya rencana aksi per status", "How many items by status"),
    "by_status.*": (
        "Banyaknya rencana aksi dengan status ini; yang tidak ada tidak disebut",
        "How many items with this status; statuses without any are left out",
    ),
    "weight": (
        "Jumlah bobot rencana aksi; yang dibatalkan tidak ikut",
        "Sum of the items' weights; cancelled ones are left out",
    ),
    "weight_planned": (
        "Bobot kali rencana saat ini: dibagi weight menjadi rencana bersama",
        "Weight times progress planned by now: divided by weight, the plan of all together",
    ),
    "weight_reported": (
        "Bobot kali fisik yang dilaporkan: dibagi weight menjadi capaian bersama",
        "Weight times reported progress: divided by weight, the progress of all together",
    ),
    "weight_signed": (
        "Bagian weight_reported yang ditandatangani kepala perangkat daerah",
        "The part of weight_reported that the heads of agencies have signed",
    ),
    "weight_proven": (
        "Bagian weight_reported yang punya bukti yang diminta daerah",
        "The part of weight_reported that has the evidence which the region asks for",
    ),
}
"""Of a pillar."""
JSON_FIELDS: Mapping[str, Words] = {
    "region": ("Kode daerah", "Code of the region"),
    "name": ("Nama daerah", "Name of the region"),
    "as_of": ("Saat data ini dibuat", "When these data were made"),
    "licence": ("Lisensi data ini", "The licence of these data"),
    "licence.name": ("Nama lisensi", "Name of the licence"),
    "licence.url": ("Alamat teks lisensi", "Address of the licence's text"),
    "dictionary": ("Arti kolom rencana aksi", "What the columns of items mean"),
    "dictionary.*": ("Arti satu kolom", "What one column means"),
    "dictionary.*.id": ("Dalam bahasa Indonesia", "In Indonesian"),
    "dictionary.*.en": ("Dalam bahasa Inggris", "In English"),
    "fields": (
        "Arti setiap isian berkas ini: * berarti nama apa pun, [] setiap baris",
        "What each field of this file means: * is any name, [] each row",
    ),
    "fields.*": ("Arti satu isian", "What one field means"),
    "fields.*.id": ("Dalam bahasa Indonesia", "In Indonesian"),
    "fields.*.en": ("Dalam bahasa Inggris", "In English"),
    "pillars": ("Jumlah per pilar", "Sums by pillar"),
    "pillars.*": ("Jumlah satu pilar", "Sums of one pillar"),
    **{f"pillars.*.{name}": words for name, words in SUM_FIELDS.items()},
    "items": ("Rencana aksi yang terbuka", "The items that are open"),
    "items[]": ("Satu rencana aksi", "One item"),
    **{f"items[].{name}": words for name, words in ITEM_FIELDS.items()},
}
DICTIONARY_FIELDS: Mapping[str, Words] = {
    "file": ("Nama berkas", "Name of the file"),
    "field": (
        "Kolom atau isian; * berarti nama apa pun, [] setiap baris",
        "Column or field; * is any name, [] each row",
    ),
    "id": ("Artinya dalam bahasa Indonesia", "What it means, in Indonesian"),
    "en": ("Artinya dalam bahasa Inggris", "What it means, in English"),
}
CSV, JSON, DICTIONARY = "data.csv", "data.json", "kamus.csv"
FILES: Mapping[str, Mapping[str, Words]] = {
    CSV: ITEM_FIELDS,
    JSON: JSON_FIELDS,
    DICTIONARY: DICTIONARY_FIELDS,
}
"""By the name of a published file its fields."""


def dictionary_rows() -> Iterator[tuple[str, str, str, str]]:
    """All fields of all files, as rows of `DICTIONARY_FIELDS`."""
    for file, fields in FILES.items():
        for field, (indonesian, english) in fields.items():
            yield file, field, indonesian, english


def in_both(fields: Mapping[str, Words]) -> dict[str, dict[str, str]]:
    """Fields as a program reads them."""
    return {
        name: {"id": indonesian, "en": english} for name, (indonesian, english) in fields.items()
    }
