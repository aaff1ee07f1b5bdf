"""Other offices' schemes: how the same items are rated there."""

from grafana_foundation_sdk.models.dashboard import (
    Panel,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import ITEMS, total
from deploy.grafana.boards.tables import NOT_KNOWN, Column, or_not_known, rows
from tracker.bands.scheme import Tone, read_schemes

IN_BAND = "region_pillar_kind_agency_scheme_band:aksi_items_in_band:max"
COLOURS = {
    Tone.BEST: "blue",
    Tone.GOOD: "green",
    Tone.FAIR: "#6b8e23",
    Tone.POOR: "yellow",
    Tone.BAD: "orange",
    Tone.WORST: "dark-red",
}


def band_words() -> list[ValueMapping]:
    """Shows a band by its Indonesian name, in the colour of its tone; of two schemes that have a
    band of one name, the better tone.
    """
    tones: dict[str, set[Tone]] = {}
    for scheme in read_schemes():
        for band in scheme.distinct:
            tones.setdefault(band.band, set()).add(band.tone)
    names = {b.band: b.name.indonesian for scheme in read_schemes() for b in scheme.distinct}
    return [
        ValueMap(
            {
                word: ValueMappingResult(
                    text=text,
                    color=COLOURS[min(tones[word], key=list(Tone).index)],
                    index=index,
                )
                for index, (word, text) in enumerate(names.items())
            }
        )
    ]


def by_scheme(*, width: int = 12) -> Panel:
    """Items of each pillar by the bands of the chosen scheme."""
    of_scheme = total(IN_BAND, "pillar, band", 'scheme="$scheme"')
    return rows(
        About(
            "Menurut skema $scheme",
            "Butir per pilar menurut skema penilaian yang dipilih di atas: kontrak kritis dan "
            "TEPRA menghitung poin di belakang rencana, Permendagri 86/2017 capaian dari rencana, "
            "e-Monev Badung selisih dari rencana. Pada awal rencana keduanya bisa berlawanan: 5 "
            "dari 10 % hanya 5 poin, tetapi setengah target.",
            "buka butirnya di papan OPD; warna selalu menurut skemanya sendiri.",
            "menurut-skema-lain",
        ),
        labels={"pillar": columns.PILLAR, "band": Column("Nilai", words=band_words())},
        values=[
            (
                of_scheme + or_not_known(ITEMS),
                Column("Butir", decimals=0, width=140, words=NOT_KNOWN),
            ),
        ],
        order=["pillar", "band", "0"],
        sort=("Pilar", False),
        width=width,
        empty="Belum ada butir yang sudah mulai",
    )
