"""With whom items are carried out: the kinds of their partners."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.about import About
from deploy.grafana.boards.places import CHOSEN, STANDINGS, series, standings
from deploy.grafana.boards.tables import Column, rows
from deploy.grafana.boards.words import PARTNERS, words


def by_kind(*, width: int = 12) -> Panel:
    """A row for each kind of partner."""
    return rows(
        About(
            "Menurut mitra",
            "Butir yang rencananya menyebut mitra, menurut jenis mitranya; butir dengan mitra dari "
            "dua jenis ada di kedua baris, jadi barisnya tidak boleh dijumlahkan.",
            "jenis mitra itu lebih dari 10 poin di belakang; undang mitranya ke rapat berikut.",
            "kawasan",
        ),
        labels={"partner": Column("Mitra", words=words(PARTNERS), width=130)},
        values=standings(series("region_partner", "aksi_partner_items"), CHOSEN, "partner"),
        order=["partner", *STANDINGS],
        sort=("Selisih (poin)", False),
        width=width,
        empty="Belum ada butir yang menyebut mitra",
    )
