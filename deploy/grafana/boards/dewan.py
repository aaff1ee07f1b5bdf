"""The council's board: in ten seconds what is late, who is responsible, is the data reliable."""

from deploy.grafana.boards.bands import bands
from deploy.grafana.boards.board import Board, choice, named_choice
from deploy.grafana.boards.decisions import decisions
from deploy.grafana.boards.lateness import quick_wins, summary
from deploy.grafana.boards.plausibility import plausibility
from deploy.grafana.boards.progress import discipline, pillars, trust
from deploy.grafana.boards.reporting import reporting, review
from deploy.grafana.boards.words import PILLARS

BOARD = Board(
    uid="aksi-dewan",
    title="Dewan",
    description="Apa yang terlambat, milik siapa, dan apakah angkanya dapat dipercaya.",
    time_from="now-24h",
    refresh="1m",
    variables=[
        choice("region", "Daerah", "label_values(aksi_items, region)"),
        named_choice("pillar", "Pilar", PILLARS),
    ],
    rows=[
        *(summary, quick_wins, decisions, pillars, bands, discipline),
        *(reporting, review, plausibility, trust),
    ],
)
