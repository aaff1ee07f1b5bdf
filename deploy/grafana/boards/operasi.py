"""Apakah alurnya mengalir, dan di mana ia berhenti?"""

from deploy.grafana.boards.board import Board
from deploy.grafana.boards.filters import region
from deploy.grafana.boards.flow import doors, flow, times, trouble
from deploy.grafana.boards.health import alarms, health
from deploy.grafana.boards.outcomes import alerting, mails, plan

BOARD = Board(
    uid="aksi-operasi",
    title="Operasi",
    description=__doc__,
    time_from="now-6h",
    refresh="30s",
    variables=[region()],
    rows=[health, alarms, plan, flow, trouble, times, doors, mails, alerting],
)
