"""The council's screen of reporting: who has not reported on a period, and what was reviewed."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.board import Row
from deploy.grafana.boards.chosen import DONE, ITEMS, SIGNED, VERIFIED, WEIGHT, share
from deploy.grafana.boards.panels import About, Bar, Column, bars, number, rows
from deploy.grafana.boards.words import pillar_words

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
    11,
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
                "name": Column("OPD", wraps=True),
                "period": Column("Periode", width=110),
                "agency": Column("Kode OPD", width=140),
                "region": Column("Daerah", width=90),
            },
            values=[
                (
                    of_agency(f"{_chosen(EXPECTED)} - {_chosen(ACTUAL)}"),
                    Column("Belum", decimals=0, width=90, steps=((None, "green"), (1, "dark-red"))),
                ),
                (of_agency(_chosen(EXPECTED)), Column("Diharapkan", decimals=0, width=120)),
                (of_agency(_chosen(ACTUAL)), Column("Masuk", decimals=0, width=90)),
                (of_agency(_chosen(ON_TIME)), Column("Tepat waktu", decimals=0, width=130)),
            ],
            order=["name", "period", "0", "1", "2", "3", "agency", "region"],
            sort=("Belum", True),
            width=14,
            empty="Belum ada periode yang batasnya lewat",
        ),
        bars(
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
            width=10,
            unit="percentunit",
        ),
    ],
)


def _median_days(step: str) -> str:
    return (
        "histogram_quantile(0.5, sum by (le) "
        f'(aksi_review_lag_seconds_bucket{{region=~"$region", step="{step}"}})) / 86400'
    )


def _waited(title: str, shows: str, step: str) -> Panel:
    return number(
        About(title, shows, "ingatkan pemeriksanya; halaman Pemeriksaan miliknya.", "pemeriksaan"),
        _median_days(step),
        steps=((None, "green"), (7, "yellow"), (21, "dark-red")),
        width=8,
        unit="suffix: hari",
        decimals=1,
        unknown="belum diketahui",
    )


review = Row(
    4,
    [
        _waited(
            "Diverifikasi setelah (median)",
            "Separuh laporan diverifikasi lebih cepat dari ini sesudah masuk, sejak tracker "
            "dinyalakan.",
            "verified",
        ),
        _waited(
            "Ditandatangani setelah (median)",
            "Separuh laporan ditandatangani lebih cepat dari ini sesudah diverifikasi, sejak "
            "tracker dinyalakan.",
            "signed",
        ),
        number(
            About(
                "Dikembalikan (30 hari)",
                "Laporan yang dikembalikan pemeriksa untuk diperbaiki dalam 30 hari terakhir.",
                "baca catatan yang berulang; mungkin petunjuk pengisiannya kurang jelas.",
                "pemeriksaan",
            ),
            'sum (increase(aksi_reviews_total{region=~"$region", action="returned"}[30d])) or '
            f'0 * sum ({ITEMS}{{region=~"$region"}})',
            steps=((None, "#5794F2"),),
            width=8,
            decimals=0,
        ),
    ],
)
