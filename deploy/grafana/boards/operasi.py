"""The operators' board: whether the event flow works, and where it stops."""

from deploy.grafana.boards.board import Board, choice
from deploy.grafana.boards.flow import doors, flow, times, trouble
from deploy.grafana.boards.health import alarms, health
from deploy.grafana.boards.outcomes import alerting, plan

BOARD = Board(
    uid="aksi-operasi",
    title="Operasi",
    description="Apakah alurnya mengalir, dan di mana ia berhenti.",
    time_from="now-6h",
    refresh="30s",
    variables=[choice("region", "Daerah", "label_values(aksi_items, region)")],
    rows=[health, alarms, flow, trouble, times, doors, alerting, plan],
)
