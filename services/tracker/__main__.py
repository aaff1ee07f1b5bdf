"""`python -m tracker`: the tracker's own commands."""

from chassis.cli import run
from tracker.cli import commands

run(commands)
