"""The council's second screen: pillars, reporting discipline, budget, and data reliability."""

from deploy.grafana.boards.board import Row
from deploy.grafana.boards.chosen import (
    ALARM,
    BUDGET,
    CHOSEN,
    DONE,
    ITEMS,
    LAST_REPORT,
    PLANNED,
    REALISED,
    SILENCE,
    WEIGHT,
    counted,
    share,
)
from deploy.grafana.boards.panels import About, Bar, Column, bars, number, rows
from deploy.grafana.boards.words import STATUSES, pillar_words

pillars = Row(
    9,
    [
        bars(
            About(
                "Status per pilar",
                "Jumlah butir menurut status, per pilar.",
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
            width=12,
            stacked=True,
        ),
        bars(
            About(
                "Capaian dan rencana per pilar",
                "Capaian fisik tertimbang di samping rencana sampai hari ini. Butir yang "
                "dibatalkan tidak ikut.",
                "batang capaian yang jauh lebih pendek dari rencana berarti pilar itu tertinggal.",
                "capaian-dan-rencana",
            ),
            by="pillar",
            by_title="Pilar",
            words=pillar_words(),
            queries=[
                Bar("Capaian", "green", share(DONE, WEIGHT, "pillar")),
                Bar("Rencana", "#8e8e8e", share(PLANNED, WEIGHT, "pillar")),
            ],
            width=12,
            unit="percentunit",
        ),
    ],
)

discipline = Row(
    9,
    [
        rows(
            About(
                "Disiplin melapor per OPD",
                "Hari tanpa laporan, untuk OPD yang punya butir berjalan: sejak laporan "
                "terakhirnya, atau sejak ia punya butir yang harus dilaporkan (butir itu mulai, "
                "rencananya masuk, atau diserahkan kepadanya), mana yang lebih akhir.",
                "OPD itu lewat 35 hari tanpa laporan; capaiannya adalah capaian saat itu.",
                "agencysilent",
            ),
            labels={
                "name": Column("OPD", wraps=True),
                "agency": Column("Kode OPD", width=140),
                "region": Column("Daerah", width=90),
            },
            values=[
                (
                    "sum by (region, agency, name) ("
                    f"{SILENCE} and on (region, agency) sum by (region, agency) "
                    f'({ITEMS}{{{CHOSEN}, status!~"not_started|done|cancelled"}}) > 0) / 86400',
                    Column(
                        "Hari tanpa laporan",
                        decimals=0,
                        width=180,
                        steps=((None, "green"), (28, "yellow"), (35, "dark-red")),
                    ),
                ),
                (
                    "sum by (region, agency, name) ("
                    f'{ITEMS}{{{CHOSEN}, status!~"not_started|done|cancelled"}} '
                    "* on (region, agency) group_left (name) region_agency:aksi_agency_info:topk1"
                    " or on (region, agency) "
                    f'{ITEMS}{{{CHOSEN}, status!~"not_started|done|cancelled"}}) > 0',
                    Column("Butir berjalan", width=140),
                ),
            ],
            order=["name", "0", "1", "agency", "region"],
            sort=("Hari tanpa laporan", True),
            width=12,
            empty="Tidak ada OPD dengan butir berjalan",
        ),
        bars(
            About(
                "Anggaran per pilar",
                "Realisasi di samping pagu, dalam rupiah, menurut laporan OPD.",
                "realisasi yang jauh di bawah capaian fisik biasanya belum dilaporkan; "
                "tanyakan sebelum menyimpulkan.",
                "anggaran",
            ),
            by="pillar",
            by_title="Pilar",
            words=pillar_words(),
            queries=[
                Bar("Realisasi", "green", f"sum by (pillar) ({REALISED}{{{CHOSEN}}})"),
                Bar("Pagu", "#8e8e8e", f"sum by (pillar) ({BUDGET}{{{CHOSEN}}})"),
            ],
            width=12,
            unit="currencyIDR",
        ),
    ],
)

trust = Row(
    4,
    [
        number(
            About(
                "Realisasi anggaran",
                "Rupiah yang dilaporkan terpakai, dibagi pagu.",
                "bandingkan dengan capaian fisik; uang terpakai yang belum dilaporkan tampak "
                "di sini sebagai nol.",
                "anggaran",
            ),
            share(REALISED, BUDGET),
            steps=((None, "#5794F2"),),
            width=6,
            unit="percentunit",
            decimals=1,
        ),
        number(
            About(
                "Laporan terakhir masuk",
                "Waktu sejak laporan terakhir dari OPD mana pun di daerah yang dipilih.",
                "tak seorang pun melapor; tanyakan apakah OPD dapat masuk.",
                "agencysilent",
            ),
            f'time() - max ({LAST_REPORT}{{region=~"$region"}} > 0)',
            steps=((None, "green"), (7 * 86400, "yellow"), (35 * 86400, "dark-red")),
            width=6,
            unit="s",
            decimals=0,
        ),
        number(
            About(
                "Laporan tiba setelah (median)",
                "Separuh laporan tiba lebih cepat dari ini, dihitung dari akhir hari yang "
                "dilaporkan, sejak tracker dinyalakan; belum diketahui sebelum ada laporan.",
                "OPD melapor lama setelah kejadiannya; papan selalu tertinggal sejauh itu.",
                "laporan-yang-datang-lama",
            ),
            "histogram_quantile(0.5, sum by (le) "
            '(aksi_report_lag_seconds_bucket{region=~"$region"})) / 86400',
            steps=((None, "green"), (14, "yellow"), (35, "dark-red")),
            width=6,
            unit="suffix: hari",
            decimals=1,
            unknown="belum diketahui",
        ),
        number(
            About(
                "Butir yang belum terpantau",
                "Selisih jumlah butir antara rencana (planner) dan pantauan (tracker). "
                "Seharusnya nol.",
                "jumlah di papan ini tidak lengkap; hubungi operator.",
                "plangap",
            ),
            'sum (region:aksi_plan_gap:abs{region=~"$region"})',
            steps=ALARM,
            width=6,
        ),
    ],
)
