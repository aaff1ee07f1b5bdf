"""Reporting periods by name: what was expected, came, and came in time."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import AGENCY, OF_AGENCY
from deploy.grafana.boards.columns import count, percent
from deploy.grafana.boards.panels import number, numbers
from deploy.grafana.boards.tables import NOT_KNOWN, Column, or_not_known, rows

_OF = "region_agency_kind_period"
EXPECTED = f"{_OF}:aksi_period_reports_expected:max"
ACTUAL = f"{_OF}:aksi_period_reports:max"
ON_TIME = f"{_OF}:aksi_period_reports_on_time:max"
UNTIL = "region_kind_period:aksi_period_on_time_until_timestamp_seconds:max"
LAST = "region_kind_period:aksi_period_over_timestamp_seconds:topk1"
NONE_EXPECTED = "tidak ada yang diharapkan"


def of_last_period(series: str) -> str:
    """Of each region the period whose limit has passed last."""
    return f"{series} and on (region, kind, period) {LAST}"


def _sum_of(series: str) -> str:
    return f"sum ({of_last_period(f'{series}{{{OF_AGENCY}}}')})"


def measures(*, width: int = 15) -> Panel:
    """The five measures of the last period that is over."""
    return numbers(
        About(
            "Lima ukuran pelaporan",
            "Untuk periode terakhir yang batas tepat waktunya sudah lewat: laporan yang diharapkan "
            "(butir yang berjalan dalam periode itu menurut rencana saat itu), yang masuk, dan "
            "yang masuk tepat waktu. Dihitung sistem, bukan diakui sendiri.",
            "lihat perangkat daerah mana yang belum melapor.",
            "siapa-belum-melapor",
        ),
        [
            (_sum_of(EXPECTED), "Diharapkan"),
            (_sum_of(ACTUAL), "Masuk"),
            (_sum_of(ON_TIME), "Tepat waktu"),
        ],
        steps=((None, "#5794F2"),),
        width=width,
        decimals=0,
        empty="Belum ada periode yang lewat",
    )


def rates(*, width: int = 9) -> Panel:
    """The two rates of the last period that is over."""
    expected = _sum_of(EXPECTED)
    return numbers(
        About(
            "Tingkat pelaporan",
            "Bagian laporan yang diharapkan dari periode yang sama yang masuk, dan yang masuk "
            "tepat waktu. Bila tidak ada yang diharapkan: bukan 0 % dan bukan 100 %.",
            "tagih yang belum; bahas jadwal melapor bila tepat waktunya rendah.",
            "siapa-belum-melapor",
        ),
        [
            (f"{_sum_of(ACTUAL)} / {expected}", "Masuk"),
            (f"{_sum_of(ON_TIME)} / {expected}", "Tepat waktu"),
        ],
        steps=((None, "orange"), (0.5, "yellow"), (0.8, "green")),
        width=width,
        unit="percentunit",
        decimals=0,
        unknown=NONE_EXPECTED,
        empty="Belum ada periode yang lewat",
    )


def _named(value: str) -> str:
    """A value of each agency and period whose limit has passed, with the names of both."""
    over = f"(({UNTIL} < time()) > bool 0)"
    return (
        "sum by (region_name, agency, name, period_name) ("
        f"({value}) * on (region, kind, period) group_left (period_name) {over} "
        f"* on (region, agency) group_left (name, region_name) {AGENCY})"
    )


def who_has_not_reported(*, width: int = 24) -> Panel:
    """The five measures by agency and period."""
    expected, actual, on_time = (f"{one}{{{OF_AGENCY}}}" for one in (EXPECTED, ACTUAL, ON_TIME))
    return rows(
        About(
            "Siapa belum melapor",
            "Periode yang batas tepat waktunya sudah lewat, per perangkat daerah: butir yang belum "
            "dilaporkan dan kelima ukurannya. Butir yang selesai atau dibatalkan sebelum periode "
            "itu tidak diharapkan.",
            "perangkat daerah itu belum melapor; halaman Pelaporan menyebut butirnya dan siapa "
            "yang dihubungi.",
            "siapa-belum-melapor",
        ),
        labels={
            "name": columns.OFFICE,
            "period_name": Column("Periode", width=150),
            "agency": columns.hidden("Kode OPD"),
            "region_name": columns.REGION,
        },
        values=[
            (
                _named(f"{expected} - {actual}") + or_not_known(UNTIL),
                Column(
                    "Belum",
                    decimals=0,
                    width=140,
                    steps=((None, "green"), (1, "dark-red")),
                    words=NOT_KNOWN,
                ),
            ),
            (_named(expected), count("Diharapkan", 120)),
            (_named(actual), count("Masuk")),
            (_named(f"{actual} / ({expected} > 0)"), percent("Tingkat masuk", 150)),
            (_named(on_time), count("Tepat waktu", 130)),
            (_named(f"{on_time} / ({expected} > 0)"), percent("Tingkat tepat waktu", 190)),
        ],
        order=["name", "period_name", "0", "1", "2", "3", "4", "5", "region_name", "agency"],
        sort=("Belum", True),
        width=width,
        empty="Belum ada periode yang batasnya lewat",
    )


def last_period(*, width: int = 4) -> Panel:
    """Since when the last period's limit has passed."""
    return number(
        About(
            "Batas terakhir lewat",
            "Waktu sejak batas tepat waktu yang terakhir lewat; kelima ukuran di sebelahnya "
            "tentang periode itu.",
            "bandingkan dengan periode pada daftar.",
            "siapa-belum-melapor",
        ),
        f'time() - max by (period_name) ({LAST}{{region=~"$region"}})',
        steps=((None, "#5794F2"),),
        width=width,
        unit="s",
        decimals=0,
        legend="{{period_name}}",
        empty="Belum ada periode yang lewat",
    )
