"""Figures of all chosen items: are we on plan, and how much of it can be believed."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import (
    ALARM,
    BUDGET,
    CHOSEN,
    DONE,
    FIGURE_OLD,
    IS_SIGNED,
    ITEMS,
    MEASURED,
    OF_AGENCY,
    PLAIN,
    PLANNED,
    PROVEN,
    REALISED,
    UNDER_WAY,
    WEIGHT,
    behind_plan,
    counted,
    share,
    total,
)
from deploy.grafana.boards.columns import POINTS
from deploy.grafana.boards.panels import number, numbers
from deploy.grafana.boards.periods import ACTUAL, EXPECTED, of_last_period
from deploy.grafana.boards.words import STATUS_NAMES

ENOUGH = ((None, "orange"), (0.5, "yellow"), (0.8, "green"))
"""How much is reported, signed or proven: little, half of it, most of it."""


def data_age(*, width: int = 3) -> Panel:
    """How old the figures of the board are; on every board."""
    return number(
        About(
            "Umur data",
            "Paling lama selama ini angka di papan ini tertinggal dari kenyataan yang sudah "
            "dilaporkan.",
            "jangan percaya angka lain di papan ini sebelum hijau kembali; hubungi operator.",
            "umur-data",
        ),
        "ceil (max (part:aksi_data_age_seconds:max))",
        steps=((None, "green"), (120, "yellow"), (600, "dark-red")),
        width=width,
        unit="s",
        decimals=0,
    )


def reached(*, width: int = 5) -> Panel:
    """Actual beside planned progress."""
    return numbers(
        About(
            "Capaian dan rencana",
            "Capaian fisik tertimbang menurut pilihan di atas (masuk, ditandatangani atau "
            "terbukti), di samping rencana sampai hari ini. Yang dibatalkan tidak ikut.",
            "bandingkan keduanya; selisihnya ada di sebelahnya.",
            "capaian-dan-rencana",
        ),
        [(share(MEASURED, WEIGHT), "Capaian"), (share(PLANNED, WEIGHT), "Rencana")],
        steps=PLAIN,
        width=width,
        unit="percentunit",
        decimals=1,
    )


def gap(*, width: int = 3) -> Panel:
    """Points behind or ahead of plan."""
    return number(
        About(
            "Selisih dari rencana",
            "Capaian tertimbang dikurangi rencana tertimbang sampai hari ini, dalam poin persen. "
            "Hijau sampai 1 poin di belakang, kuning sampai 5, jingga sampai 10.",
            "lihat pilar dan perangkat daerah mana yang tertinggal.",
            "capaian-dan-rencana",
        ),
        behind_plan(),
        steps=POINTS,
        width=width,
        unit="suffix: poin",
        decimals=1,
    )


def late_quick_win_count(*, width: int = 3) -> Panel:
    """How many quick wins are late."""
    return number(
        About(
            "Quick win terlambat",
            "Banyaknya quick win yang lewat dari akhir hari tenggatnya dan belum 100 %.",
            "buka daftarnya; kolom perangkat daerah menyebut penanggung jawabnya.",
            "quickwinlate",
        ),
        counted('kind="quick_win", status="late"'),
        steps=ALARM,
        width=width,
    )


def troubled_counts(*, width: int = 5) -> Panel:
    """Late and critical items of the chosen kinds."""
    return numbers(
        About(
            "Terlambat dan kritis",
            "Terlambat: lewat tenggat dan belum 100 %. Kritis: tertinggal lebih dari 10 poin (di "
            "atas 70 % rencana: 5 poin), menurut aturan kontrak kritis. Semua jenis yang dipilih.",
            "lihat daftarnya, lalu minta tindak lanjut dari perangkat daerahnya.",
            "butir-terlambat-dan-kritis",
        ),
        [(counted('status="late"'), "Terlambat"), (counted('status="critical"'), "Kritis")],
        steps=ALARM,
        own={"Kritis": ((None, "green"), (1, "orange"))},
        width=width,
    )


def money(*, width: int = 4) -> Panel:
    """Money beside physical progress."""
    return numbers(
        About(
            "Uang dibanding fisik",
            "Rupiah yang terpakai dibagi pagu, di samping capaian fisik tertimbang, seperti "
            "dilaporkan.",
            "uang jauh di bawah fisik biasanya belum dilaporkan, jauh di atasnya perlu dijelaskan.",
            "anggaran",
        ),
        [(share(REALISED, BUDGET), "Uang"), (share(DONE, WEIGHT), "Fisik")],
        steps=PLAIN,
        width=width,
        unit="percentunit",
        decimals=1,
    )


def believable(*, width: int = 7) -> Panel:
    """How much of the figures to believe."""
    reported = of_last_period(f"{ACTUAL}{{{OF_AGENCY}}}")
    expected = of_last_period(f"{EXPECTED}{{{OF_AGENCY}}}")
    return numbers(
        About(
            "Seberapa dapat dipercaya",
            "Dilaporkan: bagian laporan yang diharapkan dari periode terakhir yang batasnya lewat "
            "dan yang masuk. Ditandatangani, terbukti: bagian capaian yang sudah ditandatangani "
            "kepala OPD, atau punya bukti yang diminta. Jingga di bawah 50 %, hijau mulai 80 %.",
            "sebut angka ini bersama capaian; tagih tanda tangan dan bukti.",
            "pemeriksaan",
        ),
        [
            (f"sum ({reported}) / (sum ({expected}) > 0)", "Dilaporkan"),
            (share(IS_SIGNED, DONE), "Ditandatangani"),
            (share(PROVEN, DONE), "Terbukti"),
        ],
        steps=ENOUGH,
        width=width,
        unit="percentunit",
        decimals=0,
        unknown="belum diketahui",
    )


def old_figures(*, width: int = 4) -> Panel:
    """Items under way whose figure is old."""
    return numbers(
        About(
            "Angka lebih dari 35 hari",
            "Butir berjalan yang angkanya tentang hari lebih dari 35 hari lalu, atau belum punya "
            "angka padahal sudah lebih dari 35 hari mulai. Dihitung dari hari yang dilaporkan, "
            "bukan dari kapan laporannya tiba.",
            "capaian butir itu capaian saat itu; tagih laporannya.",
            "agencysilent",
        ),
        [(total(FIGURE_OLD), "Usang"), (counted(UNDER_WAY), "Butir berjalan")],
        steps=PLAIN,
        width=width,
        decimals=0,
    )


def items_count(*, width: int = 4) -> Panel:
    """How many items there are, and how many are done."""
    done = counted('status="done"')
    return numbers(
        About(
            "Butir yang dipilih",
            "Banyaknya rencana aksi dan quick win yang dipilih (tanpa yang dibatalkan), dan yang "
            "sudah selesai: 100 % menurut laporan yang dihitung.",
            "ubah pilihan di atas untuk melihat bagian lain.",
            "capaian-dan-rencana",
        ),
        [(counted('status!="cancelled"'), "Butir"), (done, "Selesai")],
        steps=PLAIN,
        width=width,
    )


def untracked(*, width: int = 4) -> Panel:
    """Items that the planner holds and the tracker does not."""
    return number(
        About(
            "Butir yang belum terpantau",
            "Selisih jumlah butir antara rencana (planner) dan pantauan (tracker). Seharusnya nol.",
            "jumlah di papan tidak lengkap; hubungi operator.",
            "plangap",
        ),
        'sum (region:aksi_plan_gap:abs{region=~"$region"})',
        steps=ALARM,
        width=width,
    )


def silent_agencies(*, width: int = 4) -> Panel:
    """Agencies all of whose items under way have old figures or none."""
    under_way = f"sum by (region, agency) ({ITEMS}{{{CHOSEN}, {UNDER_WAY}}})"
    old = f"sum by (region, agency) ({FIGURE_OLD}{{{CHOSEN}}})"
    return number(
        About(
            "OPD tanpa angka baru",
            "Perangkat daerah yang semua butir berjalannya tanpa angka 35 hari terakhir.",
            "capaiannya capaian saat itu; tagih laporannya.",
            "agencysilent",
        ),
        f"count (({old} >= {under_way}) and on (region, agency) {under_way} > 0) "
        f"or 0 * sum ({ITEMS}{{{CHOSEN}}})",
        steps=ALARM,
        width=width,
    )


def quick_win_statuses(*, width: int = 18) -> Panel:
    """Quick wins by status, the worst first."""
    return numbers(
        About(
            "Quick win menurut status",
            "Banyaknya quick win tiap status, yang terburuk di kiri: terlambat (lewat tenggat), "
            "kritis dan tertinggal (di belakang rencana), sesuai rencana, selesai, belum mulai.",
            "lihat daftar di bawah; tiap baris menyebut penanggung jawabnya.",
            "quickwinlate",
        ),
        [
            (_quick_wins(f', status="{status}"') + f" or 0 * {_quick_wins()}", text)
            for status, text in STATUS_NAMES.items()
        ],
        steps=PLAIN,
        own={
            STATUS_NAMES["late"]: ALARM,
            STATUS_NAMES["critical"]: ((None, "green"), (1, "orange")),
            STATUS_NAMES["behind"]: ((None, "green"), (1, "yellow")),
        },
        width=width,
    )


def _quick_wins(selector: str = "") -> str:
    """How many there are; the board has no filter of kinds."""
    chosen = 'region=~"$region", pillar=~"$pillar", agency=~"$agency", kind="quick_win"'
    return f"sum ({ITEMS}{{{chosen}{selector}}})"
