"""Structured logs: one line for each event, with ids that link it to other lines."""

import logging
import sys
from typing import Literal

import structlog

from chassis.terminal import escaped_lines


def set_up_logs(service: str, form: Literal["json", "text"]) -> None:
    """Log everything, also from libraries, to stdout in one format."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        lambda _logger, _name, row: {"service": service, **row},
    ]
    last: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else _for_a_terminal
    )
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("httpx", "faststream", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_says_more_than_a_stranger_did)


_in_text = structlog.dev.ConsoleRenderer(
    colors=False, exception_formatter=structlog.dev.plain_traceback
)
"""With tracebacks as Python writes them: those of `rich` show the values of all names, secrets too,
and take seconds.
"""


def log_to_stderr() -> None:
    """For commands, whose standard output is for what was asked: log as text to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _for_a_terminal,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _for_a_terminal(
    logger: structlog.types.WrappedLogger, name: str, row: structlog.types.EventDict
) -> str:
    """The line as text; external input cannot move the cursor or change colours."""
    return escaped_lines(_in_text(logger, name, row))


def _says_more_than_a_stranger_did(record: logging.LogRecord) -> bool:
    """False for uvicorn's messages on invalid HTTP: one for each would flood the log."""
    message = record.getMessage()
    return not message.startswith(("Invalid HTTP request", "Unsupported upgrade", "No supported W"))
