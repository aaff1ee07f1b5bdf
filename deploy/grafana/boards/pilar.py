"""Pilar mana yang tertinggal, dan di mana?"""

from deploy.grafana.boards import bands, items, pillars, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import measure, of_items, scheme

BOARD = Board(
    uid="aksi-pilar",
    title="Pilar",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=of_items(measure(), scheme()),
    rows=[
        Row(
            5,
            [
                standing.reached(width=6),
                standing.gap(width=4),
                standing.troubled_counts(width=6),
                standing.items_count(width=5),
                standing.data_age(width=3),
            ],
        ),
        Row(8, [pillars.ranking()]),
        Row(10, [pillars.statuses(), pillars.progress()]),
        Row(10, [items.to_decide(width=16), bands.by_scheme(width=8)]),
        Row(10, [pillars.money(), pillars.checked()]),
    ],
)
