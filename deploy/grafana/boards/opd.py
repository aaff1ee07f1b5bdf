"""Perangkat daerah mana yang tertinggal, dan apa miliknya?"""

from deploy.grafana.boards import agencies, items, review, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import measure, of_items

BOARD = Board(
    uid="aksi-opd",
    title="OPD",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=of_items(measure()),
    rows=[
        Row(
            5,
            [
                standing.reached(width=5),
                standing.gap(width=3),
                standing.troubled_counts(width=4),
                standing.silent_agencies(width=4),
                standing.old_figures(width=5),
                standing.data_age(width=3),
            ],
        ),
        Row(14, [agencies.ranking()]),
        Row(11, [items.to_decide(width=15), review.to_look_at(width=9)]),
        Row(8, [standing.believable(width=12), agencies.silence(width=12)]),
    ],
)
