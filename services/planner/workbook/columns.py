"""The columns of the two tables: their names in sheets, and which are required. Pure."""

import re
from dataclasses import dataclass, replace

from chassis.sheets.columns import Column, Table
from chassis.sheets.header_row import field_of

_PLAN = Table.of(
    "Rencana Aksi",
    Column(
        "item_id",
        "Kode",
        ("kode rencana aksi", "kode kegiatan", "kode aksi", "id"),
        True,
        identifies=True,
    ),
    Column("kind", "Jenis", ("jenis program", "aksi / quick win", "tipe")),
    Column("pillar", "Pilar", ("dimensi", "pilar smart city", "dimensi smart city"), True),
    Column("book", "Buku", ("nama buku",)),
    Column(
        "title",
        "Program/Kegiatan",
        (
            "program", "kegiatan", "nama program", "nama kegiatan", "nama program/kegiatan",
            "judul", "rencana aksi", "program / kegiatan / sub kegiatan", "uraian kegiatan",
            "urusan/program/kegiatan/sub kegiatan", "nama rencana aksi", "sub kegiatan",
            "nama sub kegiatan", "uraian program", "uraian program/kegiatan", "uraian sub kegiatan",
            "urusan/bidang urusan/program/kegiatan/sub kegiatan",
            "bidang urusan/program/kegiatan/sub kegiatan",
            "nama program/kegiatan/sub kegiatan", "uraian program/kegiatan/sub kegiatan",
            "urusan/bidang urusan pemerintahan daerah dan program/kegiatan/sub kegiatan",
        ),
        True,
    ),
    Column(
        "agency",
        "Perangkat Daerah",
        (
            "opd", "skpd", "pd", "opd penanggung jawab", "pd penanggung jawab",
            "perangkat daerah penanggung jawab", "penanggung jawab", "opd pelaksana",
            "opd pengampu", "perangkat daerah pelaksana", "unit kerja", "instansi",
            "instansi penanggung jawab", "instansi pelaksana", "opd/unit kerja",
        ),
        True,
    ),
    Column(
        "supporting_agencies",
        "OPD Pendukung",
        ("pd pendukung", "perangkat daerah pendukung", "pendukung", "opd terkait"),
    ),
    Column("partners", "Mitra", ("mitra kerja", "mitra kerja sama", "kolaborator")),
    Column("kecamatan", "Kecamatan", ("lokasi kecamatan", "district")),
    Column(
        "desa", "Desa/Kelurahan", ("desa", "kelurahan", "lokasi desa/kelurahan", "desa / kel")
    ),
    Column("rural", "Perdesaan", ("pedesaan", "kawasan perdesaan", "lokasi perdesaan")),
    Column(
        "start",
        "Mulai",
        (
            "tanggal mulai", "tgl mulai", "waktu mulai", "waktu pelaksanaan mulai", "awal",
            "jadwal mulai", "pelaksanaan mulai",
        ),
        True,
    ),
    Column(
        "due",
        "Selesai",
        (
            "tanggal selesai", "tgl selesai", "waktu selesai", "waktu pelaksanaan selesai",
            "akhir", "batas waktu", "target selesai", "tenggat", "jadwal selesai",
            "pelaksanaan selesai", "tgl akhir", "tanggal akhir", "waktu akhir", "s.d.",
            "sampai", "sampai dengan",
        ),
        True,
    ),
    Column(
        "period",
        "Mulai s.d. Selesai",
        (
            "waktu pelaksanaan", "jadwal", "jadwal pelaksanaan", "periode pelaksanaan",
            "mulai dan selesai", "mulai - selesai",
        ),
    ),
    Column("milestones", "Tonggak", ("milestone", "tahapan", "tonggak capaian")),
    Column(
        "indicator", "Indikator", ("indikator kinerja", "indikator keluaran", "nama indikator")
    ),
    Column("unit", "Satuan", ("satuan indikator",)),
    Column("baseline", "Baseline", ("kondisi awal", "nilai awal", "data awal"), amount=True),
    Column("target", "Target", ("target kinerja", "target indikator", "nilai target"), amount=True),
    Column(
        "budget",
        "Pagu (Rp)",
        ("pagu", "anggaran", "pagu indikatif", "pagu anggaran", "budget", "pagu rp", "pagu dana",
         "alokasi anggaran", "jumlah anggaran", "kebutuhan dana"),
        amount=True,
    ),
    Column("budget_source", "Sumber Dana", ("sumber pendanaan", "sumber anggaran")),
    Column("rpjmd", "RPJMD", ("program rpjmd", "program prioritas rpjmd", "prioritas rpjmd")),
    Column("weight", "Bobot", ("bobot rencana aksi", "bobot kegiatan"), amount=True),
    Column("remark", "Keterangan", ("ket", "catatan", "alasan ditolak")),
)  # fmt: skip

_AGENCIES = Table.of(
    "Perangkat Daerah",
    Column("agency", "Kode", ("kode opd", "kode perangkat daerah", "kode pd"), True),
    Column(
        "name",
        "Nama",
        ("nama opd", "nama perangkat daerah", "perangkat daerah", "opd", "nama pd"),
        True,
    ),
    Column("kind", "Jenis", ("jenis opd", "jenis perangkat daerah")),
    Column("aliases", "Alias", ("nama lain", "singkatan", "sebutan lain")),
    Column("officer", "Email PPTK", ("surel pptk", "e-mail pptk")),
    Column("verifier", "Email Kabid", ("surel kabid", "email kepala bidang")),
    Column("head", "Email Kepala", ("surel kepala", "email kepala opd", "email kepala dinas")),
    Column("delivery_team", "Email Tim Pelaksana", ("surel tim pelaksana",)),
)


LEVEL = re.compile(
    r"\(?(?:urusan|bidang(?: urusan)?|program|kegiatan|sub[ -]?kegiatan|unsur|sub[ -]?unsur|unit"
    r"|prog|keg|sub[ -]?keg|\d)\.?\)?",
    re.IGNORECASE,
)
"""What may stand below a header of codes, over the columns of their levels."""


@dataclass(frozen=True, slots=True)
class GroupMeaning:
    """Decides what a column below a group means: in a group of amounts one of them, whatever it is
    called, as Pagu over Murni and Perubahan, and in one of codes a level of the code. A class, as
    functions go to no other process.
    """

    def __call__(self, texts: tuple[str, ...], field: str | None) -> str | None:
        """The field of a column with these texts, whose lowest one means `field` by itself."""
        above = texts[:-1]
        if above and LEVEL.fullmatch(texts[-1]) and field_of(_PLAN, above[-1]) == "item_id":
            return "item_id"
        if field is not None:
            return field
        groups = (field_of(_PLAN, text) for text in reversed(texts[:-1]))
        return next((name for name in groups if name in _PLAN.amounts), None)


PLAN = replace(
    _PLAN,
    columns_of={"target_text": "target"},
    given_by={"start": "period", "due": "period"},
    meaning=GroupMeaning(),
)
ONLY_READ = frozenset({"period", "remark"})
"""Columns that are understood, and not written: others say the same."""
AGENCIES = replace(
    _AGENCIES,
    columns_of={
        f"contacts.{role}": role for role in ("officer", "verifier", "head", "delivery_team")
    },
)
