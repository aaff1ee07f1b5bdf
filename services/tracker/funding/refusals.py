"""What is said of money that cannot be taken, and what to do. Pure."""

from collections.abc import Sequence

from chassis.text import Text
from chassis.web.figures import exact_rupiah
from chassis.web.figures import month as month_name
from tracker.funding.export import Said
from tracker.funding.figure import month_end
from tracker.sipd.amount import RUPIAH_MOST


def no_figures_text() -> Text:
    """There is no figure in a file."""
    return Text(
        "Berkas ini tidak memuat angka sub kegiatan, jadi tidak ada yang disimpan. Kirim ekspor "
        "RAK atau LRA dari SIPD, dengan kolom kode rekening.",
        "This file has no figures of sub kegiatan, so nothing was kept. Send an export of RAK or "
        "LRA from SIPD, with its column of codes.",
    )


def falls_text(year: int, month: int, had: int, has: int) -> Text:
    """Realisation up to a month is less than up to an earlier one."""
    day = month_end(year, month)
    had_id, had_en = exact_rupiah(had, "id"), exact_rupiah(had, "en")
    return Text(
        f"Realisasi menjadi {exact_rupiah(has, 'id')}, padahal sampai {month_name(day, 'id')} "
        f"sudah {had_id}. Biasanya itu angka bulan itu saja: pilih 'bulan itu saja'. Bila memang "
        "turun, centang kotaknya.",
        f"Realisation becomes {exact_rupiah(has, 'en')}, although it was {had_en} up to "
        f"{month_name(day, 'en')}. Mostly it is that month alone: choose 'that month alone'. If it "
        "has fallen, tick the box.",
    )


def exceeds_text(year: int, month: int, budget: int, spent: int) -> Text:
    """Realisation is more than the budget."""
    day = month_end(year, month)
    return Text(
        f"Realisasi sampai {month_name(day, 'id')} menjadi {exact_rupiah(spent, 'id')}, lebih dari "
        f"pagunya {exact_rupiah(budget, 'id')}. Biasanya angkanya sudah sampai dengan bulan itu: "
        "pilih 'sampai dengan bulan itu'. Bila memang lebih, centang kotaknya.",
        f"Realisation up to {month_name(day, 'en')} becomes {exact_rupiah(spent, 'en')}, more than "
        f"its budget of {exact_rupiah(budget, 'en')}. Mostly the figures are up to that month: "
        "choose 'up to that month'. If it is more, tick the box.",
    )


def too_large_text(said: Said) -> Text:
    """A sum is beyond the limit."""
    return Text(
        f"{said.code}: jumlahnya di luar batas {exact_rupiah(RUPIAH_MOST, 'id')}; "
        "periksa berkasnya.",
        f"{said.code}: its sum is beyond {exact_rupiah(RUPIAH_MOST, 'en')}; check the file.",
    )


def changed_text(codes: Sequence[str]) -> Text:
    """Links are other ones than were seen."""
    return Text(
        f"Tautan {', '.join(codes[:5])} sudah diubah orang lain sejak halaman ini dibuka, jadi "
        "belum ada yang disimpan. Periksa di bawah, lalu simpan lagi.",
        f"The links of {', '.join(codes[:5])} were changed by someone else since this page was "
        "opened, so nothing was saved. Look at them below, and save again.",
    )


def not_yours_text(code: str, item_id: str) -> Text:
    """A code or an item is not the agency's."""
    return Text(
        f"{code} → {item_id or '-'}: kode atau rencana aksi ini bukan milik perangkat daerah Anda. "
        "Buka halaman ini sekali lagi dan pilih dari daftarnya.",
        f"{code} → {item_id or '-'}: this code or item is not your agency's. Open this page once "
        "more and choose from its list.",
    )
