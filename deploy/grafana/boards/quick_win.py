"""Quick win mana yang terlambat, milik siapa, dan mana berikutnya?"""

from deploy.grafana.boards import items, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import agency, pillar, portal, region

BOARD = Board(
    uid="aksi-quick-win",
    title="Quick win",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=[region(), pillar(), agency(), portal()],
    rows=[
        Row(
            5,
            [
                standing.quick_win_statuses(width=18),
                standing.data_age(width=6),
            ],
        ),
        Row(7, [items.late_quick_wins(width=24, whole=True)]),
        Row(10, [items.open_quick_wins(width=24)]),
    ],
)
