"""The council's screen of reporting: who has not reported on a period whose limit has passed."""

from deploy.grafana.boards.board import Row
from deploy.grafana.boards.panels import About, Column, rows

_OF = "region_agency_kind_period"
EXPECTED = f"{_OF}:aksi_period_reports_expected:max"
ACTUAL = f"{_OF}:aksi_period_reports:max"
ON_TIME = f"{_OF}:aksi_period_reports_on_time:max"
OVER = "region_kind_period:aksi_period_on_time_until_timestamp_seconds:max < time()"


def of_agency(value: str) -> str:
    """`value` of each agency and period whose limit has passed, with the agency's name."""
    return (
        "sum by (region, agency, name, period) ("
        f"(({value}) and on (region, kind, period) ({OVER})) "
        "* on (region, agency) group_left (name) region_agency:aksi_agency_info:topk1)"
    )


def _chosen(series: str) -> str:
    return f'{series}{{region=~"$region"}}'


reporting = Row(
    9,
    [
        rows(
            About(
                "Siapa belum melapor",
                "Periode pelaporan yang batas tepat waktunya sudah lewat: butir yang belum "
                "dilaporkan, yang diharapkan, yang masuk dan yang tepat waktu, per OPD. Butir yang "
                "selesai atau dibatalkan sebelum periode itu tidak diharapkan.",
                "OPD itu belum melapor; halaman Pelaporan menyebut butirnya dan siapa yang "
                "dihubungi.",
                "siapa-belum-melapor",
            ),
            labels={
                "name": Column("OPD"),
                "period": Column("Periode", width=110),
                "agency": Column("Kode OPD", width=140),
                "region": Column("Daerah", width=90),
            },
            values=[
                (
                    of_agency(f"{_chosen(EXPECTED)} - {_chosen(ACTUAL)}"),
                    Column("Belum", decimals=0, width=90, steps=((None, "green"), (1, "dark-red"))),
                ),
                (of_agency(_chosen(EXPECTED)), Column("Diharapkan", decimals=0, width=110)),
                (of_agency(_chosen(ACTUAL)), Column("Masuk", decimals=0, width=90)),
                (of_agency(_chosen(ON_TIME)), Column("Tepat waktu", decimals=0, width=110)),
            ],
            order=["name", "period", "0", "1", "2", "3", "agency", "region"],
            sort=("Belum", True),
            width=24,
            empty="Belum ada periode yang batasnya lewat",
        )
    ],
)
