"""Siapa melapor tepat waktu, dan seberapa cepat laporan diperiksa?"""

from deploy.grafana.boards import agencies, periods, pillars, review, standing
from deploy.grafana.boards.board import Board, Row
from deploy.grafana.boards.filters import of_items

BOARD = Board(
    uid="aksi-kepatuhan",
    title="Kepatuhan pelaporan",
    description=__doc__,
    time_from="now-24h",
    refresh="1m",
    variables=of_items(),
    rows=[
        Row(
            5,
            [
                periods.last_period(width=4),
                periods.measures(width=8),
                periods.rates(width=6),
                review.last_report(width=3),
                standing.data_age(width=3),
            ],
        ),
        Row(14, [periods.who_has_not_reported(width=24)]),
        Row(
            5,
            [
                review.arrival(width=6),
                review.verified(width=6),
                review.signed(width=6),
                review.returned(width=6),
            ],
        ),
        Row(10, [agencies.silence(width=12), review.to_look_at(width=12)]),
        Row(10, [pillars.checked(width=18), standing.untracked(width=6)]),
    ],
)
