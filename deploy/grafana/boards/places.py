"""The districts (kecamatan), and what is rural."""

from collections.abc import Sequence
from typing import NamedTuple

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.about import About
from deploy.grafana.boards.charts import Bar, bars
from deploy.grafana.boards.chosen import PLAIN
from deploy.grafana.boards.columns import POINTS, alarming, behind, count, noted, percent
from deploy.grafana.boards.panels import number, numbers
from deploy.grafana.boards.tables import Column, or_not_known, rows
from deploy.grafana.boards.words import PLACES, words

ITEMS = "region_district_rural_status:aksi_district_items:max"
_WEIGHT = "region_district_rural:aksi_district_items_weight"
WEIGHT, DONE, PLANNED = (f"{_WEIGHT}{end}:max" for end in ("", "_done", "_planned"))
CHOSEN = 'region=~"$region"'
NAMED = f'{CHOSEN}, district!=""'


STANDINGS = ("0", "1", "2", "3", "4", "5")
"""The keys of the columns of `standings`."""


class Series(NamedTuple):
    """The recorded series of items by some labels: numbers by status, and weights."""

    items: str
    weight: str
    done: str
    planned: str


def series(labels: str, metric: str) -> Series:
    """Those of a metric, recorded by `labels`."""
    ends = ("_weight", "_weight_done", "_weight_planned")
    weights = [f"{labels}:{metric}{end}:max" for end in ends]
    return Series(f"{labels}_status:{metric}:max", *weights)


def standings(of: Series, where: str, by: str) -> Sequence[tuple[str, Column]]:
    """How each stands: points behind plan, items, late and critical ones, progress and plan."""
    weight, gap = _sum(of.weight, where, by), f"{_sum(of.done, where, by)} - "
    behind_by = f"100 * ({gap}{_sum(of.planned, where, by)}) / ({weight} > 0)"

    def number(status: str) -> str:
        return f"{_sum(of.items, f'{where}, {status}', by)} or 0 * {_sum(of.items, where, by)}"

    return [
        (behind_by + or_not_known(of.items), behind(is_first=True)),
        (number('status!="cancelled"'), count("Butir", 80)),
        (number('status="late"'), alarming("Terlambat", 120)),
        (number('status="critical"'), noted("Kritis", 90)),
        (f"{_sum(of.done, where, by)} / ({weight} > 0)", percent("Capaian", 110)),
        (f"{_sum(of.planned, where, by)} / ({weight} > 0)", percent("Rencana", 110)),
    ]


def _sum(series: str, selector: str, by: str = "") -> str:
    group = f" by ({by})" if by else ""
    return f"sum{group} ({series}{{{selector}}})"


def _count(status: str, by: str = "", where: str = NAMED) -> str:
    return f"{_sum(ITEMS, f'{where}, {status}', by)} or 0 * {_sum(ITEMS, where, by)}"


def _share(part: str, where: str, by: str = "") -> str:
    return f"{_sum(part, where, by)} / ({_sum(WEIGHT, where, by)} > 0)"


def _behind(where: str, by: str = "") -> str:
    gap = f"({_sum(DONE, where, by)} - {_sum(PLANNED, where, by)})"
    return f"100 * {gap} / ({_sum(WEIGHT, where, by)} > 0)"


def where_they_are(*, width: int = 7) -> Panel:
    """Items with and without a district."""
    nowhere = f'{CHOSEN}, district=""'
    return numbers(
        About(
            "Butir yang menyebut kecamatan",
            "Butir rencana yang menyebut kecamatannya, dan yang tidak (untuk seluruh daerah, atau "
            "belum diisi). Yang tidak menyebut tidak tampak di daftar kecamatan.",
            "lengkapi kolom lokasi pada rencana bila butirnya memang di satu kecamatan.",
            "kawasan",
        ),
        [
            (_count('status!="cancelled"'), "Menyebut"),
            (_count('status!="cancelled"', where=nowhere), "Tidak menyebut"),
        ],
        steps=PLAIN,
        width=width,
    )


def rural_share(*, width: int = 5) -> Panel:
    """How much of the weight is rural."""
    known = f'{CHOSEN}, rural!=""'
    rural = f'{CHOSEN}, rural="yes"'
    return number(
        About(
            "Bagian perdesaan",
            "Bobot butir yang rencananya menyebut perdesaan, dibagi bobot semua butir yang "
            "menyebut perdesaan atau bukan. Rencana smart city harus memuat wilayah perdesaan.",
            "bandingkan dengan bagian penduduk perdesaan; putuskan apakah cukup.",
            "kawasan",
        ),
        f"({_sum(WEIGHT, rural)} or 0 * {_sum(WEIGHT, known)}) / ({_sum(WEIGHT, known)} > 0)",
        steps=PLAIN,
        width=width,
        unit="percentunit",
        decimals=1,
    )


def rural_gap(*, width: int = 5) -> Panel:
    """Points behind plan of what is rural."""
    return number(
        About(
            "Selisih perdesaan",
            "Capaian dikurangi rencana tertimbang dari butir perdesaan, dalam poin; batas warnanya "
            "seperti di papan Dewan.",
            "lihat kecamatan mana yang tertinggal pada daftar.",
            "kawasan",
        ),
        _behind(f'{CHOSEN}, rural="yes"'),
        steps=POINTS,
        width=width,
        unit="suffix: poin",
        decimals=1,
    )


def districts(*, width: int = 15) -> Panel:
    """A row for each district."""
    return rows(
        About(
            "Kecamatan, yang paling tertinggal di atas",
            "Butir yang menyebut kecamatannya: selisih capaian dari rencana dalam poin, butir, "
            "yang terlambat dan kritis, capaian dan rencana tertimbang.",
            "kecamatan itu lebih dari 10 poin di belakang; tanyakan kepada OPD pelaksananya.",
            "kawasan",
        ),
        labels={"district": Column("Kecamatan", wraps=True)},
        values=standings(Series(ITEMS, WEIGHT, DONE, PLANNED), NAMED, "district"),
        order=["district", *STANDINGS],
        sort=("Selisih (poin)", False),
        width=width,
        empty="Belum ada butir yang menyebut kecamatan",
    )


def areas(*, width: int = 12) -> Panel:
    """A row for each area that consists of districts, such as the IKN."""
    return rows(
        About(
            "Kawasan khusus, misalnya IKN",
            "Butir di kecamatan yang seluruhnya atau sebagian termasuk kawasan itu menurut data "
            "daerah (AKSI_AREAS_FILE). Rencana menyebut kecamatan, bukan bagiannya, jadi butir di "
            "kecamatan yang hanya sebagian termasuk ikut dihitung.",
            "kawasan itu lebih dari 10 poin di belakang; bicarakan juga dengan otoritanya.",
            "kawasan",
        ),
        labels={"area": Column("Kawasan", width=110)},
        values=standings(series("region_area", "aksi_area_items"), CHOSEN, "area"),
        order=["area", *STANDINGS],
        sort=("Selisih (poin)", False),
        width=width,
        empty="Data daerah ini tidak menyebut kawasan khusus",
    )


def rural(*, width: int = 9) -> Panel:
    """Actual beside planned progress of what is rural and what is not."""
    known = f'{CHOSEN}, rural!=""'
    return bars(
        About(
            "Perdesaan dan bukan",
            "Capaian dan rencana tertimbang dari butir perdesaan dan yang bukan, menurut rencana; "
            "butir yang tidak menyebutnya tidak ikut.",
            "bila perdesaan tertinggal sendiri, periksa sinyal, jalan dan musimnya.",
            "kawasan",
        ),
        by="rural",
        by_title="Wilayah",
        words=words(PLACES),
        queries=[
            Bar("Capaian", "green", _share(DONE, known, "rural")),
            Bar("Rencana", "#8e8e8e", _share(PLANNED, known, "rural")),
        ],
        width=width,
        unit="percentunit",
    )
