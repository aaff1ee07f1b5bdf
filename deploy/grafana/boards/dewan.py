"""Apakah kita sesuai rencana, dan apa yang harus diputuskan?"""

from deploy.grafana.boards import items, pillars, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import measure, of_items

BOARD = Board(
    uid="aksi-dewan",
    title="Dewan",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=of_items(measure()),
    rows=[
        Row(
            5,
            [
                standing.reached(width=4),
                standing.gap(width=3),
                standing.late_quick_win_count(width=3),
                standing.money(width=4),
                standing.believable(width=7),
                standing.data_age(width=3),
            ],
        ),
        Row(
            9,
            [
                items.late_quick_wins(width=9),
                items.to_decide(width=15, of=items.NO_LATE_QUICK_WIN, with_kind=False),
            ],
        ),
        Row(8, [pillars.statuses(), pillars.progress()]),
    ],
)
