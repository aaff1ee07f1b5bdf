"""The columns of the two tables: what each is called in sheets, and which are required. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.plan_words import key_of


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills, its header in an export, and what else it is called."""

    field: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of sheet, recognised by its headers."""

    name: str
    columns: tuple[Column, ...]
    fields: Mapping[str, str]
    """Field by every key that a header may have."""

    @classmethod
    def of(cls, name: str, *columns: Column) -> "Table":
        """The table with its look-up made."""
        keys = {
            key_of(text): column.field
            for column in columns
            for text in (column.header, column.field, *column.aliases)
        }
        return cls(name, columns, keys)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which a sheet is not this table."""
        return tuple(column for column in self.columns if column.required)

    def header(self, field: str) -> str:
        """What the column of `field` is called in an export."""
        return next((column.header for column in self.columns if column.field == field), field)


PLAN = Table.of(
    "Rencana Aksi",
    Column("item_id", "Kode", ("kode rencana aksi", "kode kegiatan", "kode aksi", "id"), True),
    Column("kind", "Jenis", ("jenis program", "aksi / quick win", "tipe")),
    Column("pillar", "Pilar", ("dimensi", "pilar smart city", "dimensi smart city"), True),
    Column("book", "Buku", ("nama buku",)),
    Column(
        "title",
        "Program/Kegiatan",
        (
            "program", "kegiatan", "nama program", "nama kegiatan", "nama program/kegiatan",
            "judul", "rencana aksi", "program / kegiatan / sub kegiatan", "uraian kegiatan",
            "urusan/program/kegiatan/sub kegiatan", "nama rencana aksi",
        ),
        True,
    ),
    Column(
        "agency",
        "Perangkat Daerah",
        (
            "opd", "skpd", "pd", "opd penanggung jawab", "pd penanggung jawab",
            "perangkat daerah penanggung jawab", "penanggung jawab", "opd pelaksana",
            "opd pengampu", "perangkat daerah pelaksana",
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
            "pelaksanaan selesai",
        ),
        True,
    ),
    Column("milestones", "Tonggak", ("milestone", "tahapan", "tonggak capaian")),
    Column(
        "indicator", "Indikator", ("indikator kinerja", "indikator keluaran", "nama indikator")
    ),
    Column("unit", "Satuan", ("satuan indikator",)),
    Column("baseline", "Baseline", ("kondisi awal", "nilai awal", "data awal")),
    Column("target", "Target", ("target kinerja", "target indikator", "nilai target")),
    Column(
        "budget",
        "Pagu (Rp)",
        ("pagu", "anggaran", "pagu indikatif", "pagu anggaran", "budget", "pagu rp"),
    ),
    Column("budget_source", "Sumber Dana", ("sumber pendanaan", "sumber anggaran")),
    Column("rpjmd", "RPJMD", ("program rpjmd", "program prioritas rpjmd", "prioritas rpjmd")),
    Column("weight", "Bobot", ("bobot rencana aksi", "bobot kegiatan")),
    Column("remark", "Keterangan", ("ket", "catatan")),
)  # fmt: skip

AGENCIES = Table.of(
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
