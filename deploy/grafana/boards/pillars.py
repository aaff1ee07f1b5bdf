"""The six pillars side by side."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.charts import Bar, bars
from deploy.grafana.boards.chosen import (
    BUDGET,
    DONE,
    FIGURE_OLD,
    IS_SIGNED,
    ITEMS,
    MEASURED,
    PLANNED,
    PROVEN,
    REALISED,
    SIGNED,
    VERIFIED,
    WEIGHT,
    behind_plan,
    counted,
    share,
    total,
)
from deploy.grafana.boards.columns import alarming, count, noted, percent
from deploy.grafana.boards.tables import or_not_known, rows
from deploy.grafana.boards.words import STATUSES, pillar_words


def statuses(*, width: int = 12) -> Panel:
    """Items of each pillar by status."""
    return bars(
        About(
            "Status per pilar",
            "Jumlah butir menurut status, per pilar. Status menurut aturan yang tertulis pada "
            "setiap butir.",
            "pilar dengan merah dan jingga terpanjang perlu dibahas lebih dulu.",
            "butir-terlambat-dan-kritis",
        ),
        by="pillar",
        by_title="Pilar",
        words=pillar_words(),
        queries=[
            Bar(text, color, counted(f'status="{status}"', "pillar"))
            for status, (text, color) in STATUSES.items()
        ],
        width=width,
        stacked=True,
    )


def progress(*, width: int = 12) -> Panel:
    """Actual beside planned progress of each pillar."""
    return bars(
        About(
            "Capaian dan rencana per pilar",
            "Capaian fisik tertimbang menurut pilihan di atas, di samping rencana sampai hari ini. "
            "Butir yang dibatalkan tidak ikut.",
            "batang capaian yang jauh lebih pendek dari rencana berarti pilar itu tertinggal.",
            "capaian-dan-rencana",
        ),
        by="pillar",
        by_title="Pilar",
        words=pillar_words(),
        queries=[
            Bar("Capaian", "green", share(MEASURED, WEIGHT, "pillar")),
            Bar("Rencana", "#8e8e8e", share(PLANNED, WEIGHT, "pillar")),
        ],
        width=width,
        unit="percentunit",
    )


def ranking(*, width: int = 24) -> Panel:
    """A row for each pillar."""
    return rows(
        About(
            "Pilar, yang paling tertinggal di atas",
            "Per pilar: butir, yang terlambat dan kritis, capaian dan rencana tertimbang, "
            "selisihnya dalam poin, uang terpakai dari pagu, bagian capaian yang ditandatangani "
            "dan terbukti, dan butir berjalan yang angkanya lebih dari 35 hari.",
            "pilar yang selisihnya merah lebih dari 10 poin di belakang rencana: bahas dulu.",
            "capaian-dan-rencana",
        ),
        labels={"pillar": columns.PILLAR},
        values=[
            (behind_plan("pillar") + or_not_known(ITEMS), columns.behind(is_first=True)),
            (counted('status!="cancelled"', "pillar"), count("Butir", 80)),
            (counted('status="late"', "pillar"), alarming("Terlambat", 120)),
            (counted('status="critical"', "pillar"), noted("Kritis")),
            (share(MEASURED, WEIGHT, "pillar"), percent("Capaian", 110)),
            (share(PLANNED, WEIGHT, "pillar"), percent("Rencana", 110)),
            (share(REALISED, BUDGET, "pillar"), percent("Uang dari pagu", 140)),
            (share(IS_SIGNED, DONE, "pillar"), percent("Ditandatangani", 150)),
            (share(PROVEN, DONE, "pillar"), percent("Terbukti", 110)),
            (total(FIGURE_OLD, "pillar"), noted("Angka usang", 130)),
        ],
        order=["pillar", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        sort=("Selisih (poin)", False),
        width=width,
        empty="Tidak ada butir yang dipilih",
    )


def money(*, width: int = 12) -> Panel:
    """Spent beside budgeted money of each pillar."""
    return bars(
        About(
            "Anggaran per pilar",
            "Realisasi di samping pagu, dalam rupiah, menurut laporan OPD dan SIPD.",
            "realisasi yang jauh di bawah capaian fisik biasanya belum dilaporkan; tanyakan "
            "sebelum menyimpulkan.",
            "anggaran",
        ),
        by="pillar",
        by_title="Pilar",
        words=pillar_words(),
        queries=[
            Bar("Realisasi", "green", total(REALISED, "pillar")),
            Bar("Pagu", "#8e8e8e", total(BUDGET, "pillar")),
        ],
        width=width,
        unit="currencyIDR",
    )


def checked(*, width: int = 12) -> Panel:
    """Progress as counted, verified and signed, of each pillar."""
    return bars(
        About(
            "Dihitung, terverifikasi, ditandatangani",
            "Capaian fisik tertimbang menurut laporan yang dihitung (semua yang masuk, kecuali "
            "kalender wilayah menyebut langkah lain), menurut yang sudah diverifikasi, dan "
            "menurut yang sudah ditandatangani, per pilar.",
            "selisih yang besar berarti angka di papan ini belum diperiksa OPD-nya.",
            "pemeriksaan",
        ),
        by="pillar",
        by_title="Pilar",
        words=pillar_words(),
        queries=[
            Bar("Dihitung", "green", share(DONE, WEIGHT, "pillar")),
            Bar("Terverifikasi", "blue", share(VERIFIED, WEIGHT, "pillar")),
            Bar("Ditandatangani", "dark-blue", share(SIGNED, WEIGHT, "pillar")),
        ],
        width=width,
        unit="percentunit",
    )
