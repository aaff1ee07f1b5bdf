"""The texts of the officers' reports. Pure."""

from datetime import date

from contracts.words import Indicator
from deploy.sample.chance import chance, one_of
from deploy.sample.plan import Entry

DONE = 100.0
HINDERED = 0.12
"""Share of the on-schedule reports that name an obstacle."""

ON_SCHEDULE = (
    "{step}: berjalan sesuai jadwal.",
    "{step}: berjalan, dokumentasi tersimpan di perangkat daerah.",
    "{step}: diperiksa tim teknis dan dilanjutkan.",
    "{step}: dikoordinasikan dengan perangkat daerah pendukung.",
)
BEHIND = (
    "{step}: berjalan, belum sesuai jadwal.",
    "{step}: tertunda, sebagian dialihkan ke bulan berikutnya.",
    "{step}: dikejar dengan jadwal yang disusun ulang.",
)
FINISHED = "Seluruh tahapan selesai; berita acara dan dokumentasi tersimpan di perangkat daerah."

Pairs = tuple[tuple[str, str], ...]
OBSTACLES: dict[str, Pairs] = {
    "fisik": (
        ("Air sungai surut, material tidak dapat diangkut.", "Pengangkutan dialihkan lewat darat."),
        (
            "Akses jalan ke lokasi rusak setelah hujan.",
            "Pekerjaan dialihkan ke titik yang terbuka.",
        ),
        ("Pembebasan lahan belum tuntas.", "Mediasi dengan pemilik lahan difasilitasi kecamatan."),
        ("Penyedia kekurangan tenaga.", "Surat teguran pertama terbit, tenaga ditambah."),
    ),
    "pengadaan": (
        ("Pengiriman barang terlambat.", "Jadwal kirim disusun ulang bersama penyedia."),
        ("Barang di katalog elektronik habis.", "Spesifikasi setara diajukan ke BPBJ."),
        ("Lelang pertama gagal.", "Dokumen diperbaiki dan lelang diulang."),
    ),
    "aplikasi": (
        ("Jaringan di lokasi tidak stabil.", "Diskominfo menyiapkan jalur cadangan."),
        ("Data dari perangkat daerah belum seragam.", "Walidata menyusun format bersama."),
        ("Pengembang terbatas, integrasi tertunda.", "Meminta dukungan tenaga dari Diskominfo."),
    ),
    "layanan": (
        ("Revisi anggaran belum selesai.", "Percepatan revisi dikawal Bappeda dan BPKAD."),
        ("Verifikasi sasaran memerlukan waktu.", "Pendataan ulang bersama desa dan kelurahan."),
        ("Tenaga pendamping terbatas.", "Meminta dukungan perangkat daerah pendukung."),
        ("Lokasi hulu sulit dijangkau.", "Kunjungan digabung dalam satu perjalanan sungai."),
    ),
    "promosi": (
        ("Jadwal berbenturan dengan kegiatan lain.", "Jadwal baru disepakati dengan mitra."),
        ("Pendaftar belum memenuhi sasaran.", "Publikasi diperluas lewat kecamatan dan sekolah."),
    ),
}
"""Obstacle and follow-up, by kind of work."""


def note_on(entry: Entry, day: date, percent: float, *, behind: bool) -> str:
    """The current step of the work, and the current value of the indicator."""
    if percent >= DONE:
        return FINISHED
    sentence = one_of(BEHIND if behind else ON_SCHEDULE, entry.item.item_id, day, "note")
    text = sentence.format(step=_step(entry, percent))
    indicator = entry.item.indicator
    return f"{text} {_reached(indicator, percent)}" if indicator else text


def obstacle_on(entry: Entry, day: date, *, behind: bool) -> tuple[str, str]:
    """Obstacle and follow-up; usually empty for an item on schedule."""
    if behind or chance(entry.item.item_id, day, "hindered") < HINDERED:
        return one_of(OBSTACLES[entry.work], entry.item.item_id, day, "obstacle")
    return "", ""


def _step(entry: Entry, percent: float) -> str:
    """The first step that is not finished at `percent`, or the last one."""
    done = 0.0
    for milestone in entry.item.milestones:
        done += milestone.weight
        if percent < done:
            return milestone.name
    return entry.item.milestones[-1].name


def _reached(indicator: Indicator, percent: float) -> str:
    start, end = indicator.baseline or 0.0, indicator.target or 0.0
    now = start + (end - start) * percent / 100
    whole = start.is_integer() and end.is_integer()
    target = f"{_figure(end, whole)} {indicator.unit}"
    return f"{indicator.name}: {_figure(now, whole)} dari target {target}."


def _figure(number: float, whole: bool) -> str:
    """The number in Indonesian notation: 1.250 or 16,4."""
    text = f"{int(number):,}" if whole else f"{number:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))
