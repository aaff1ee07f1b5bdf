"""What the council decided: open, overdue, and how long deciding takes."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import ALARM, ITEMS, OF_AGENCY, named_agency
from deploy.grafana.boards.panels import number
from deploy.grafana.boards.tables import NOT_KNOWN, Column, or_not_known, rows

DECISIONS = "region_agency_state:aksi_decisions:max"
DECIDED = f"region_agency:aksi_troubles_decided:max{{{OF_AGENCY}}}"
WAITED = f"region_agency:aksi_trouble_to_decision_seconds:max{{{OF_AGENCY}}}"
ANY_ITEMS = f"0 * sum (region_pillar_kind_agency:aksi_items_weight:max{{{OF_AGENCY}}})"


def in_state(state: str) -> str:
    """How many decisions there are; zero only while the tracker reports items at all."""
    return f"sum ({_selected(state)}) or {ANY_ITEMS}"


def _selected(state: str) -> str:
    return f'{DECISIONS}{{{OF_AGENCY}, state="{state}"}}'


def of_agency(state: str) -> str:
    """How many of an agency, with its name where that is known."""
    return named_agency(f"sum by (region, agency) ({_selected(state)})")


def open_now(*, width: int) -> Panel:
    """Decisions that are not reported done."""
    return number(
        About(
            "Keputusan terbuka",
            "Keputusan dewan yang belum dilaporkan selesai, termasuk yang lewat batas.",
            "buka /kemajuan/keputusan; yang lewat batas ada di atas.",
            "keputusan-dewan",
        ),
        in_state("open"),
        steps=((None, "blue"),),
        width=width,
    )


def overdue(*, width: int) -> Panel:
    """Those of them whose last day has ended."""
    return number(
        About(
            "Keputusan lewat batas",
            "Keputusan dewan yang masih terbuka sesudah akhir hari batasnya.",
            "tanyakan kepada pelaksananya, lalu catat hasilnya di halaman keputusan itu.",
            "keputusan-dewan",
        ),
        in_state("overdue"),
        steps=ALARM,
        width=width,
    )


def waited(*, width: int) -> Panel:
    """Days from late or critical to the first decision."""
    return number(
        About(
            "Dari merah sampai diputuskan",
            "Rata-rata hari sejak suatu butir terlambat atau kritis sampai keputusan pertama "
            "dewan tentangnya; yang belum diputuskan tidak ikut.",
            "bila naik: rapat terlalu jarang, atau yang merah tidak dibahas.",
            "keputusan-dewan",
        ),
        f"sum ({WAITED}) / 86400 / (sum ({DECIDED}) > 0) or {ANY_ITEMS} / 0",
        steps=((None, "green"), (14, "orange"), (31, "dark-red")),
        width=width,
        unit="suffix: hari",
        decimals=1,
        unknown="BELUM ADA",
    )


def by_agency(*, width: int) -> Panel:
    """A row for each agency that has to do something."""
    return rows(
        About(
            "Keputusan per pelaksana",
            "Perangkat daerah yang harus melaksanakan keputusan dewan, dan berapa yang lewat "
            "batas.",
            "yang teratas perlu ditanya dahulu.",
            "keputusan-dewan",
        ),
        labels={
            "name": columns.OFFICE,
            "agency": columns.hidden("Kode OPD"),
            "region_name": columns.REGION,
        },
        values=[
            (
                of_agency("overdue") + or_not_known(ITEMS),
                Column("Lewat batas", decimals=0, width=150, steps=ALARM, words=NOT_KNOWN),
            ),
            (of_agency("open"), Column("Terbuka", decimals=0, width=100)),
            (of_agency("done"), Column("Selesai", decimals=0, width=100)),
        ],
        order=["name", "0", "1", "2", "region_name", "agency"],
        sort=("Lewat batas", True),
        width=width,
        empty="Belum ada keputusan dewan",
    )
