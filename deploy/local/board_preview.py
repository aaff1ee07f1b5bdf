"""The boards for the stack, drawn from its Prometheus without Grafana."""

import sys
from collections.abc import Mapping

from deploy.local.folder import PROJECT
from deploy.local.ports import LOOPBACK
from deploy.local.program import Program
from deploy.local.services import answers

PATH = "/papan"
HOW_TO_HAVE = "pasang Prometheus (apt-get install prometheus), lalu ulangi"
"""Where Prometheus is not installed."""


def board_preview(ports: Mapping[str, int]) -> Program:
    """The preview of the boards on its loopback port."""
    port = ports["boards"]
    return Program(
        name="boards",
        command=(
            *(sys.executable, "-m", "deploy.grafana.preview.serve"),
            *("--prometheus", f"http://{LOOPBACK}:{ports['prometheus']}", "--port", str(port)),
        ),
        ready=lambda: answers(f"http://{LOOPBACK}:{port}{PATH}"),
        stop_stage=0,
        environment={"PYTHONPATH": str(PROJECT)},
    )
