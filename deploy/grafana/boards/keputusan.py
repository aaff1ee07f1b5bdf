"""Apa yang diputuskan dewan, dan apakah dilaksanakan?"""

from deploy.grafana.boards import decisions, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import agency, portal, region

BOARD = Board(
    uid="aksi-keputusan",
    title="Keputusan",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=[region(), agency(), portal()],
    rows=[
        Row(
            5,
            [
                decisions.open_now(width=6),
                decisions.overdue(width=6),
                decisions.waited(width=6),
                standing.data_age(width=6),
            ],
        ),
        Row(12, [decisions.by_agency(width=24)]),
    ],
)
