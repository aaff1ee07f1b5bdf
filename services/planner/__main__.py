"""`python -m planner`: the planner's own commands."""

from chassis.cli import run
from planner.cli import commands

run(commands)
