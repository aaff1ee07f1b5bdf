"""How soon reports come and are checked, and what in them is worth a look."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import AGENCY, ITEMS, LAST_REPORT, OF_AGENCY, PLAIN
from deploy.grafana.boards.panels import number
from deploy.grafana.boards.tables import NOT_KNOWN, Column, or_not_known, rows
from deploy.grafana.boards.words import words
from tracker.plausibility.wording import NAMES

MARKS = f"region_agency_rule:aksi_reports_to_look_at:max{{{OF_AGENCY}}}"
UNKNOWN = "belum diketahui"
_REGION = 'region=~"$region"'


def _median_days(histogram: str, selector: str = "") -> str:
    buckets = f"{histogram}_bucket{{{_REGION}{selector}}}"
    return f"histogram_quantile(0.5, sum by (le) ({buckets})) / 86400"


def arrival(*, width: int = 5) -> Panel:
    """How long after its day a report arrives."""
    return number(
        About(
            "Laporan tiba setelah (median)",
            "Separuh laporan tiba lebih cepat dari ini, dihitung dari akhir hari yang dilaporkan, "
            "sejak tracker dinyalakan; belum diketahui sebelum ada laporan.",
            "OPD melapor lama setelah kejadiannya; papan selalu tertinggal sejauh itu.",
            "laporan-yang-datang-lama",
        ),
        _median_days("aksi_report_lag_seconds"),
        steps=((None, "green"), (14, "yellow"), (35, "dark-red")),
        width=width,
        unit="suffix: hari",
        decimals=1,
        unknown=UNKNOWN,
    )


def last_report(*, width: int = 4) -> Panel:
    """When the last report of any agency came."""
    return number(
        About(
            "Laporan terakhir masuk",
            "Waktu sejak laporan terakhir dari perangkat daerah mana pun yang dipilih.",
            "tak seorang pun melapor; tanyakan apakah OPD dapat masuk.",
            "agencysilent",
        ),
        f"time() - max ({LAST_REPORT}{{{OF_AGENCY}}} > 0)",
        steps=((None, "green"), (7 * 86400, "yellow"), (35 * 86400, "dark-red")),
        width=width,
        unit="s",
        decimals=0,
    )


def verified(*, width: int = 5) -> Panel:
    """How long verification takes."""
    return _waited(
        "Diverifikasi setelah (median)",
        "Separuh laporan diverifikasi lebih cepat dari ini sesudah masuk, sejak tracker "
        "dinyalakan.",
        "verified",
        width,
    )


def signed(*, width: int = 5) -> Panel:
    """How long signing takes."""
    return _waited(
        "Ditandatangani setelah (median)",
        "Separuh laporan ditandatangani lebih cepat dari ini sesudah diverifikasi, sejak tracker "
        "dinyalakan.",
        "signed",
        width,
    )


def _waited(title: str, shows: str, step: str, width: int) -> Panel:
    return number(
        About(title, shows, "ingatkan pemeriksanya; halaman Pemeriksaan miliknya.", "pemeriksaan"),
        _median_days("aksi_review_lag_seconds", f', step="{step}"'),
        steps=((None, "green"), (7, "yellow"), (21, "dark-red")),
        width=width,
        unit="suffix: hari",
        decimals=1,
        unknown=UNKNOWN,
    )


def returned(*, width: int = 5) -> Panel:
    """How many reports were sent back."""
    counter = f'aksi_reviews_total{{{_REGION}, action="returned"}}'
    return number(
        About(
            "Dikembalikan (30 hari)",
            "Laporan yang dikembalikan pemeriksa untuk diperbaiki dalam 30 hari terakhir.",
            "baca catatan yang berulang; mungkin petunjuk pengisiannya kurang jelas.",
            "pemeriksaan",
        ),
        f"sum (increase({counter}[30d])) or 0 * sum ({ITEMS}{{{_REGION}}})",
        steps=PLAIN,
        width=width,
        decimals=0,
    )


def to_look_at(*, width: int = 12) -> Panel:
    """Marks that nobody has dismissed, by agency and rule."""
    return rows(
        About(
            "Perlu ditinjau",
            "Laporan yang angkanya tampak tidak biasa dan belum ditinjau verifikator, per "
            "perangkat daerah dan aturan. Belum tentu salah.",
            "minta verifikator OPD itu melihatnya dan menutupnya dengan catatan.",
            "perlu-ditinjau",
        ),
        labels={
            "name": columns.OFFICE,
            "rule": Column(
                "Yang tampak",
                words=words({rule.value: name.indonesian for rule, name in NAMES.items()}),
            ),
            "agency": columns.hidden("Kode OPD"),
            "region_name": columns.hidden("Daerah"),
        },
        values=[
            (
                "sum by (region_name, agency, name, rule) ("
                f"({MARKS} > 0) * on (region, agency) group_left (name, region_name) {AGENCY} "
                f"or on (region, agency, rule) ({MARKS} > 0))" + or_not_known(ITEMS),
                Column(
                    "Laporan",
                    decimals=0,
                    width=130,
                    steps=((None, "green"), (5, "orange")),
                    words=NOT_KNOWN,
                ),
            ),
        ],
        order=["name", "rule", "0", "agency", "region_name"],
        sort=("Laporan", True),
        width=width,
        empty="Tidak ada yang perlu ditinjau",
    )
