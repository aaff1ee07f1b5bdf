"""`python -m notifier`: the command line with this service's commands only."""

from chassis.cli import run
from notifier.cli import commands

run(commands)
