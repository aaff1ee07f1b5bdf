"""The council's board: in ten seconds what is late, whose it is, and whether to believe it."""

from deploy.grafana.boards.board import Board, Row, choice
from deploy.grafana.boards.panels import About, Bar, Column, bars, number, rows
from deploy.grafana.boards.words import STATUSES, pillar_words, status_words

CHOSEN = 'region=~"$region", pillar=~"$pillar"'
ITEMS = "region_pillar_kind_agency_status:aksi_items:max"
WEIGHT = "region_pillar_kind_agency:aksi_items_weight:max"
DONE = "region_pillar_kind_agency:aksi_items_weight_done:max"
PLANNED = "region_pillar_kind_agency:aksi_items_weight_planned:max"
BUDGET = "region_pillar_kind_agency:aksi_budget_rupiah:max"
REALISED = "region_pillar_kind_agency:aksi_budget_realised_rupiah:max"
SILENCE = "region_agency:aksi_agency_silence_seconds:max"
UNDER_WAY = "region_agency:aksi_items_under_way:sum"
INFO = "item_id:aksi_quick_win_info:topk1"

ALARM = ((None, "green"), (1, "dark-red"))
"""One is one too many."""


def counted(selector: str, by: str = "") -> str:
    """Items that match, and zero only while the tracker reports items at all."""
    group = f" by ({by})" if by else ""
    return f"sum{group} ({ITEMS}{{{CHOSEN}, {selector}}}) or 0 * sum{group} ({ITEMS}{{{CHOSEN}}})"


def share(part: str, whole: str, by: str = "") -> str:
    """Part of the whole, 0 to 1; nothing where the whole is zero."""
    group = f" by ({by})" if by else ""
    return f"sum{group} ({part}{{{CHOSEN}}}) / (sum{group} ({whole}{{{CHOSEN}}}) > 0)"


def of_quick_win(value: str) -> str:
    """`value` of each quick win chosen, under its title."""
    return (
        "sum by (item_id, region, pillar, agency, name, title) "
        f"({value} * on (item_id) group_left (region, pillar, agency, name, title) "
        f"{INFO}{{{CHOSEN}}})"
    )


LATE = 'item_id_status:aksi_quick_win_status:max{status="late"} == 1'
OPEN = 'item_id_status:aksi_quick_win_status:max{status!~"late|done|cancelled"} == 1'
DAYS_LEFT = "(item_id:aksi_quick_win_due_timestamp_seconds:max - time()) / 86400"

summary = Row(
    4,
    [
        number(
            About(
                "Quick win terlambat",
                "Quick win yang lewat dari akhir hari tenggatnya dan belum 100 %.",
                "buka daftar di bawah; kolom OPD menyebut penanggung jawabnya.",
                "quickwinlate",
            ),
            counted('kind="quick_win", status="late"'),
            steps=ALARM,
            width=4,
        ),
        number(
            About(
                "Rencana aksi terlambat",
                "Butir rencana aksi (bukan quick win) yang lewat tenggat dan belum 100 %.",
                "lihat pilarnya pada grafik status, lalu minta penjelasan OPD-nya.",
                "butir-terlambat-dan-kritis",
            ),
            counted('kind="action", status="late"'),
            steps=ALARM,
            width=4,
        ),
        number(
            About(
                "Kritis",
                "Butir yang tertinggal lebih dari 10 poin (di atas 70 % rencana: 5 poin), "
                "menurut aturan kontrak kritis.",
                "masih dapat dikejar: minta tindak lanjut sebelum tenggatnya lewat.",
                "butir-terlambat-dan-kritis",
            ),
            counted('status="critical"'),
            steps=((None, "green"), (1, "orange")),
            width=4,
        ),
        number(
            About(
                "Selisih dari rencana",
                "Capaian tertimbang dikurangi rencana tertimbang sampai hari ini, dalam poin "
                "persen, seluruh butir yang dipilih.",
                "lihat pilar mana yang tertinggal pada grafik capaian.",
                "capaian-dan-rencana",
            ),
            f"100 * (sum ({DONE}{{{CHOSEN}}}) - sum ({PLANNED}{{{CHOSEN}}})) "
            f"/ (sum ({WEIGHT}{{{CHOSEN}}}) > 0)",
            steps=((None, "dark-red"), (-10, "orange"), (-5, "yellow"), (-1, "green")),
            width=4,
            unit="suffix: poin",
            decimals=1,
        ),
        number(
            About(
                "OPD diam lebih dari 35 hari",
                "Perangkat daerah dengan butir yang sedang berjalan dan tanpa laporan selama "
                "35 hari, atau yang belum pernah melapor.",
                "angka capaiannya sudah usang; tagih laporannya.",
                "agencysilent",
            ),
            f'count (({UNDER_WAY}{{region=~"$region"}} > 0) '
            f"unless on (region, agency) ({SILENCE} <= 35 * 86400)) "
            f'or 0 * sum ({ITEMS}{{region=~"$region"}})',
            steps=ALARM,
            width=4,
        ),
        number(
            About(
                "Umur data",
                "Paling lama selama ini angka di papan ini tertinggal dari kenyataan yang sudah "
                "dilaporkan.",
                "jangan percaya angka lain di papan ini sebelum hijau kembali; hubungi operator.",
                "umur-data",
            ),
            "max (part:aksi_data_age_seconds:max)",
            steps=((None, "green"), (120, "yellow"), (600, "dark-red")),
            width=4,
            unit="s",
            decimals=0,
        ),
    ],
)

quick_wins = Row(
    9,
    [
        rows(
            About(
                "Quick win terlambat",
                "Judul, penanggung jawab, berapa hari lewat, dan rencana dibanding capaian.",
                "setiap baris adalah satu janji yang lewat; kepala OPD-nya sudah disurati.",
                "quickwinlate",
            ),
            labels={
                "title": Column("Quick win"),
                "name": Column("OPD"),
                "agency": Column("Kode OPD", width=110),
                "pillar": Column("Pilar", words=pillar_words(), width=110),
                "region": Column("Daerah", width=80),
                "item_id": Column("Kode", width=110),
            },
            values=[
                (
                    of_quick_win(f"((-{DAYS_LEFT}) and on (item_id) ({LATE}))"),
                    Column("Hari terlambat", decimals=1, width=120, steps=((None, "dark-red"),)),
                ),
                (
                    of_quick_win(
                        f"(item_id:aksi_quick_win_planned_ratio:max and on (item_id) ({LATE}))"
                    ),
                    Column("Rencana", unit="percentunit", width=90),
                ),
                (
                    of_quick_win(
                        f"(item_id:aksi_quick_win_progress_ratio:max and on (item_id) ({LATE}))"
                    ),
                    Column("Capaian", unit="percentunit", width=120, gauge=True),
                ),
            ],
            order=["title", "name", "0", "1", "2", "pillar", "agency", "region", "item_id"],
            sort=("Hari terlambat", True),
            width=15,
            empty="Tidak ada quick win yang terlambat",
        ),
        rows(
            About(
                "Quick win lain yang belum selesai",
                "Quick win yang tenggatnya belum lewat, yang terdekat di atas.",
                "berstatus kritis dengan sisa hari sedikit adalah yang berikutnya akan terlambat.",
                "butir-terlambat-dan-kritis",
            ),
            labels={
                "title": Column("Quick win"),
                "name": Column("OPD"),
                "status": Column("Status", words=status_words(), width=120),
                "agency": Column("Kode OPD", width=110),
            },
            values=[
                (
                    "sum by (title, name, agency, status) ("
                    f"({OPEN}) * on (item_id) group_left (agency, name, title) "
                    f"{INFO}{{{CHOSEN}}} * on (item_id) group_left () ({DAYS_LEFT}))",
                    Column("Sisa hari", decimals=0, width=90),
                )
            ],
            order=["title", "name", "status", "0", "agency"],
            sort=("Sisa hari", False),
            width=9,
            empty="Tidak ada quick win yang berjalan",
        ),
    ],
)

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
                "Hari sejak laporan terakhir, untuk OPD yang punya butir berjalan. Sel kosong "
                "berarti belum pernah melapor.",
                "OPD itu lewat 35 hari tanpa laporan; capaiannya adalah capaian saat itu.",
                "agencysilent",
            ),
            labels={
                "name": Column("OPD"),
                "agency": Column("Kode OPD", width=140),
                "region": Column("Daerah", width=90),
            },
            values=[
                (
                    "sum by (region, agency, name) ("
                    f"{SILENCE} and on (region, agency) sum by (region, agency) "
                    f'({ITEMS}{{{CHOSEN}, status!~"not_started|done|cancelled"}}) > 0) / 86400',
                    Column(
                        "Hari sejak laporan",
                        decimals=0,
                        width=150,
                        steps=((None, "green"), (28, "yellow"), (35, "dark-red")),
                    ),
                ),
                (
                    "sum by (region, agency, name) ("
                    f'{ITEMS}{{{CHOSEN}, status!~"not_started|done|cancelled"}} '
                    "* on (region, agency) group_left (name) region_agency:aksi_agency_info:topk1"
                    " or on (region, agency) "
                    f'{ITEMS}{{{CHOSEN}, status!~"not_started|done|cancelled"}}) > 0',
                    Column("Butir berjalan", width=120),
                ),
            ],
            order=["name", "0", "1", "agency", "region"],
            sort=("Hari sejak laporan", True),
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
            f'min ({SILENCE}{{region=~"$region"}})',
            steps=((None, "green"), (7 * 86400, "yellow"), (35 * 86400, "dark-red")),
            width=6,
            unit="s",
            decimals=0,
        ),
        number(
            About(
                "Laporan tiba setelah (median)",
                "Separuh laporan tiba lebih cepat dari ini, dihitung dari akhir hari yang "
                "dilaporkan, sejak tracker dinyalakan.",
                "OPD melapor lama setelah kejadiannya; papan selalu tertinggal sejauh itu.",
                "laporan-yang-datang-lama",
            ),
            "histogram_quantile(0.5, sum by (le) "
            '(aksi_report_lag_seconds_bucket{region=~"$region"})) / 86400 '
            f'>= 0 or 0 * sum ({ITEMS}{{region=~"$region"}})',
            steps=((None, "green"), (14, "yellow"), (35, "dark-red")),
            width=6,
            unit="suffix: hari",
            decimals=1,
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

BOARD = Board(
    uid="aksi-dewan",
    title="Dewan",
    description="Apa yang terlambat, milik siapa, dan apakah angkanya dapat dipercaya.",
    time_from="now-24h",
    refresh="1m",
    variables=[
        choice("region", "Daerah", "label_values(aksi_items, region)"),
        choice("pillar", "Pilar", 'label_values(aksi_items{region=~"$region"}, pillar)'),
    ],
    rows=[summary, quick_wins, pillars, discipline, trust],
)
