"""The council's first screen: what is late and who is responsible."""

from deploy.grafana.boards.board import Row
from deploy.grafana.boards.chosen import (
    ALARM,
    CHOSEN,
    DONE,
    ITEMS,
    PLANNED,
    SILENCE,
    UNDER_WAY,
    WEIGHT,
    counted,
)
from deploy.grafana.boards.panels import About, Column, number, rows
from deploy.grafana.boards.words import pillar_words, status_words

INFO = "item_id:aksi_quick_win_info:topk1"


def of_quick_win(value: str) -> str:
    """`value` of each selected quick win, with its title."""
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
                "35 hari, dihitung dari laporan terakhirnya atau sejak ia punya butir yang harus "
                "dilaporkan.",
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
                "title": Column("Quick win", wraps=True),
                "name": Column("OPD", wraps=True),
                "agency": Column("Kode OPD", width=140),
                "pillar": Column("Pilar", words=pillar_words(), width=110),
                "region": Column("Daerah", width=80),
                "item_id": Column("Kode", width=150),
            },
            values=[
                (
                    of_quick_win(f"((-{DAYS_LEFT}) and on (item_id) ({LATE}))"),
                    Column("Hari terlambat", decimals=0, width=140, steps=((None, "dark-red"),)),
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
                    Column("Capaian", unit="percentunit", width=140, gauge=True),
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
                "title": Column("Quick win", wraps=True),
                "name": Column("OPD", wraps=True),
                "status": Column("Status", words=status_words(), width=150),
                "agency": Column("Kode OPD", width=140),
            },
            values=[
                (
                    "sum by (title, name, agency, status) ("
                    f"({OPEN}) * on (item_id) group_left (agency, name, title) "
                    f"{INFO}{{{CHOSEN}}} * on (item_id) group_left () ({DAYS_LEFT}))",
                    Column("Sisa hari", decimals=0, width=100),
                )
            ],
            order=["title", "name", "status", "0", "agency"],
            sort=("Sisa hari", False),
            width=9,
            empty="Tidak ada quick win yang berjalan",
        ),
    ],
)
