"""The agencies side by side, and one agency's own."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import (
    DONE,
    FIGURE_OLD,
    IS_SIGNED,
    ITEMS,
    MEASURED,
    OF_AGENCY,
    PLANNED,
    PROVEN,
    UNDER_WAY,
    WEIGHT,
    behind_plan,
    counted,
    named_agency,
    share,
    total,
)
from deploy.grafana.boards.columns import alarming, count, noted, percent
from deploy.grafana.boards.periods import ACTUAL, EXPECTED, of_last_period
from deploy.grafana.boards.tables import NOT_KNOWN, Column, or_not_known, rows

_BY = "region, agency"


def ranking(*, width: int = 24) -> Panel:
    """A row for each agency."""
    expected, actual = (
        f"sum by ({_BY}) ({of_last_period(f'{one}{{{OF_AGENCY}}}')})" for one in (EXPECTED, ACTUAL)
    )
    not_reported = f"{expected} - {actual}"
    return rows(
        About(
            "Perangkat daerah, yang paling tertinggal di atas",
            "Per perangkat daerah: selisih capaian dari rencana dalam poin, butir, yang terlambat, "
            "kritis, sedang berjalan, butir berjalan yang angkanya lebih dari 35 hari menurut hari "
            "yang dilaporkan, laporan periode terakhir yang belum masuk, dan bagian capaian yang "
            "ditandatangani dan terbukti.",
            "klik namanya untuk melihat miliknya sendiri; tagih yang usang dan yang belum masuk.",
            "capaian-dan-rencana",
        ),
        labels={
            "name": columns.OFFICE,
            "agency": columns.hidden("Kode OPD"),
            "region_name": columns.REGION,
        },
        values=[
            (
                named_agency(behind_plan(_BY)) + or_not_known(ITEMS),
                columns.behind(is_first=True),
            ),
            (named_agency(counted('status!="cancelled"', _BY)), count("Butir", 80)),
            (named_agency(counted('status="late"', _BY)), alarming("Terlambat", 120)),
            (named_agency(counted('status="critical"', _BY)), noted("Kritis", 90)),
            (named_agency(counted(UNDER_WAY, _BY)), count("Berjalan", 100)),
            (named_agency(total(FIGURE_OLD, _BY)), noted("Angka usang", 130)),
            (named_agency(not_reported), noted("Belum dilaporkan", 160)),
            (named_agency(share(MEASURED, WEIGHT, _BY)), percent("Capaian", 100)),
            (named_agency(share(PLANNED, WEIGHT, _BY)), percent("Rencana", 100)),
            (named_agency(share(IS_SIGNED, DONE, _BY)), percent("Ditandatangani", 160)),
            (named_agency(share(PROVEN, DONE, _BY)), percent("Terbukti", 100)),
        ],
        order=["name", *map(str, range(11)), "region_name", "agency"],
        sort=("Selisih (poin)", False),
        width=width,
        empty="Tidak ada perangkat daerah yang dipilih",
    )


def silence(*, width: int = 12) -> Panel:
    """Since when an agency has not sent anything."""
    since = "region_agency:aksi_agency_silence_seconds:max"
    has_items = f"sum by ({_BY}) ({ITEMS}{{{OF_AGENCY}, {UNDER_WAY}}}) > 0"
    return rows(
        About(
            "Hari tanpa kiriman",
            "Hari sejak laporan terakhir perangkat daerah itu tiba, tentang hari mana pun, atau "
            "sejak ia punya butir yang harus dilaporkan. Umur angkanya sendiri: kolom Angka usang.",
            "lewat 35 hari tanpa kiriman apa pun: pastikan orangnya dapat masuk, lalu tagih.",
            "agencysilent",
        ),
        labels={
            "name": columns.OFFICE,
            "agency": columns.hidden("Kode OPD"),
            "region_name": columns.hidden("Daerah"),
        },
        values=[
            (
                f"floor({named_agency(f'{since}{{{OF_AGENCY}}} and on ({_BY}) {has_items}')} "
                "/ 86400)" + or_not_known(ITEMS),
                Column(
                    "Hari tanpa kiriman",
                    decimals=0,
                    width=190,
                    steps=((None, "green"), (28, "yellow"), (35, "dark-red")),
                    words=NOT_KNOWN,
                ),
            ),
        ],
        order=["name", "0", "region_name", "agency"],
        sort=("Hari tanpa kiriman", True),
        width=width,
        empty="Tidak ada perangkat daerah dengan butir berjalan",
    )
