"""Siapa sudah diberi tahu, dan apa sesudahnya?"""

from deploy.grafana.boards import channels, standing, told
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import of_items

BOARD = Board(
    uid="aksi-peringatan",
    title="Peringatan",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=of_items(),
    rows=[
        Row(
            5,
            [
                told.open_now(width=6),
                told.untold(width=4),
                told.not_told(width=4),
                told.mails(width=6),
                standing.data_age(width=4),
            ],
        ),
        Row(13, [told.told()]),
        Row(8, [told.over_time(width=8), told.delay(width=8), told.answered(width=8)]),
        Row(6, [channels.refusing(), channels.resting(), channels.kept_back()]),
    ],
)
