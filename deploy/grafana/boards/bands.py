"""The council's screen of the same progress by other offices' schemes, side by side."""

from grafana_foundation_sdk.models.dashboard import ValueMap, ValueMapping, ValueMappingResult

from deploy.grafana.boards.board import Row
from deploy.grafana.boards.chosen import CHOSEN
from deploy.grafana.boards.panels import About, Column, rows
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


def scheme_words() -> list[ValueMapping]:
    """Shows a scheme by its Indonesian name."""
    return [
        ValueMap(
            {
                one.scheme: ValueMappingResult(text=one.name.indonesian, index=index)
                for index, one in enumerate(read_schemes())
            }
        )
    ]


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


bands = Row(
    16,
    [
        rows(
            About(
                "Menurut skema lain",
                "Rencana aksi menurut skema penilaian yang dipakai di tempat lain: kontrak kritis "
                "(poin di belakang rencana), Permendagri 86/2017 (capaian dari rencana), e-Monev "
                "Badung (selisih dari rencana) dan TEPRA (poin). Pada awal rencana poin dan "
                "selisih bisa berlawanan: 5 dari 10 % hanya 5 poin, tetapi setengah target.",
                "buka daftar rencana aksi; warna selalu menurut skemanya sendiri.",
                "menurut-skema-lain",
            ),
            labels={
                "scheme": Column("Skema", words=scheme_words()),
                "band": Column("Nilai", words=band_words()),
            },
            values=[
                (
                    f"sum by (scheme, band) ({IN_BAND}{{{CHOSEN}}})",
                    Column("Rencana aksi", decimals=0, width=140),
                ),
            ],
            order=["scheme", "band", "0"],
            sort=("Skema", False),
            width=24,
            empty="Belum ada rencana aksi yang sudah mulai",
        ),
    ],
)
