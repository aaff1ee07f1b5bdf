"""Kecamatan dan mitra mana yang tertinggal, dan cukupkah bagian perdesaan?"""

from deploy.grafana.boards import partners, places, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import region

BOARD = Board(
    uid="aksi-kawasan",
    title="Kawasan",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=[region()],
    rows=[
        Row(
            5,
            [
                places.where_they_are(width=8),
                places.rural_share(width=6),
                places.rural_gap(width=6),
                standing.data_age(width=4),
            ],
        ),
        Row(15, [places.districts(width=15), places.rural(width=9)]),
        Row(7, [places.areas(width=12), partners.by_kind(width=12)]),
    ],
)
