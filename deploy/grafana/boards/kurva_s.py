"""Bagaimana rencana, capaian dan uang berjalan sepanjang tahun?"""

from deploy.grafana.boards import curve, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import measure, of_items

BOARD = Board(
    uid="aksi-kurva-s",
    title="Kurva S",
    description=__doc__,
    time_from="now-1y",
    refresh="5m",
    variables=of_items(measure()),
    rows=[
        Row(
            5,
            [
                standing.reached(width=7),
                standing.gap(width=6),
                standing.money(width=7),
                standing.data_age(width=4),
            ],
        ),
        Row(11, [curve.months()]),
        Row(11, [curve.over_time()]),
    ],
)
