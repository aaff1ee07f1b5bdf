"""The year: what was planned, what was reached, and the money."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.about import About
from deploy.grafana.boards.charts import Bar, Line, bars, lines
from deploy.grafana.boards.chosen import (
    BUDGET,
    MEASURED,
    PLANNED,
    REALISED,
    WEIGHT,
    share_over_years,
)
from deploy.grafana.boards.words import month_words

_OF = '{region=~"$region"}'
_YEAR = f"sum (region:aksi_curve_weight:max{_OF}) > 0"


def _at_months_end(name: str) -> str:
    of_month = f"sum by (month) (region_month:aksi_curve_weight_{name}:max{_OF})"
    return f"{of_month} / on () group_left () ({_YEAR})"


def months(*, width: int = 24) -> Panel:
    """Planned and reached at the end of each month, from the reports themselves."""
    return bars(
        About(
            "Rencana dan capaian pada akhir tiap bulan",
            "Tahun ini, seluruh butir daerah yang dipilih: rencana tertimbang pada akhir bulan "
            "menurut rencana yang berlaku sekarang, dan capaian menurut laporan tentang hari "
            "sampai akhir bulan itu, kapan pun laporannya tiba. Bulan yang belum lewat hanya punya "
            "rencana. Pilar, perangkat daerah dan jenis tidak menyaring bagan ini.",
            "bulan yang capaiannya mulai tertinggal menunjukkan kapan masalahnya mulai.",
            "kurva-s",
        ),
        by="month",
        by_title="Bulan",
        words=month_words(),
        queries=[
            Bar("Rencana", "#8e8e8e", _at_months_end("planned")),
            Bar("Capaian", "green", _at_months_end("done")),
        ],
        width=width,
        unit="percentunit",
        upright=True,
    )


def over_time(*, width: int = 24) -> Panel:
    """Planned, reached and money as they stood, over the range of time."""
    return lines(
        About(
            "Rencana, capaian dan uang dari waktu ke waktu",
            "Untuk yang dipilih di atas: rencana dan capaian tertimbang (menurut pilihan masuk, "
            "ditandatangani atau terbukti), dan rupiah terpakai dibagi pagu. Seperti tercatat pada "
            "saat itu; hari-hari sebelum papan dipasang menurut laporan tentang hari itu dan "
            "rencana yang berlaku saat riwayatnya dimuat.",
            "garis capaian yang mendatar berarti tidak ada laporan; uang yang melonjak di akhir "
            "tahun perlu dijelaskan.",
            "kurva-s",
        ),
        [
            Line(share_over_years(PLANNED, WEIGHT), "Rencana", "#8e8e8e"),
            Line(share_over_years(MEASURED, WEIGHT), "Capaian", "green"),
            Line(share_over_years(REALISED, BUDGET), "Uang", "blue"),
        ],
        width=width,
        unit="percentunit",
        most=1,
    )
