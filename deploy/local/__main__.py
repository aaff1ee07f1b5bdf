"""`python -m deploy.local`: the stack from the command line."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing runs yet: Ctrl-C exits without output

from deploy.local.commands import app  # noqa: E402 - importing takes seconds on a slow machine

app()
