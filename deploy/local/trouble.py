"""Error messages of a failed start: one sentence with its remedy."""

from collections.abc import Mapping
from pathlib import Path

import httpx
from aiokafka.errors import KafkaError

from chassis.text import Text
from deploy.local.packaged import NotPackaged
from deploy.local.ports import NoPortFree
from deploy.local.watch import NotStarted

AGAIN = Text(
    "Ulangi perintah yang sama; yang sudah masuk tidak masuk dua kali.",
    "Run the same again; what is in already does not come in twice.",
)


class Trouble(Exception):
    """A part of the stack failed; `message` is shown to the user."""

    def __init__(self, message: Text) -> None:
        self.in_language = message
        super().__init__(str(message.indonesian))


def sentences(error: BaseException, ports: Mapping[str, int], logs: Path) -> list[Text] | None:
    """Messages for an error or a group of errors, without duplicates; None if it is unexpected."""
    if isinstance(error, BaseExceptionGroup):
        messages: list[Text] = []
        for inner in error.exceptions:
            message = sentences(inner, ports, logs)
            if message is None:
                return None
            messages += [one for one in message if one not in messages]
        return messages
    one = _sentence(error, ports, logs)
    return None if one is None else [one]


def _sentence(error: BaseException, ports: Mapping[str, int], logs: Path) -> Text | None:
    message: Text | None = None
    match error:
        case Trouble():
            message = error.in_language
        case httpx.HTTPError():
            message = _of_http(error, ports, logs)
        case NotStarted():
            message = Text(
                f"{error.name} tidak dapat dijalankan ({error.why.indonesian}). Sebabnya di "
                f"{error.log}; perbaiki, lalu ulangi.",
                f"{error.name} cannot be started ({error.why.english}); see its log",
            )
        case KafkaError():
            message = Text(
                f"Kafka tidak menjawab ({type(error).__name__}). Lihat {logs / 'kafka.log'}. "
                f"{AGAIN.indonesian}",
                f"Kafka does not answer; see its log. {AGAIN.english}",
            )
        case OSError() if error.strerror:
            where = error.filename or ""
            message = Text(
                f"{where}: {error.strerror}. Periksa hak tulis dan ruang cakram (df -h), "
                "lalu ulangi.",
                "check rights and disk space, then run the same again",
            )
        case NotPackaged() | NoPortFree():
            message = Text(*str(error).split(" / ", 1))
    return message


def _of_http(error: httpx.HTTPError, ports: Mapping[str, int], logs: Path) -> Text:
    request = error.request
    names = {port: name for name, port in ports.items()}
    name = names.get(request.url.port or 0, str(request.url.host))
    asked = f"{request.method} {request.url.path}"
    log = logs / f"{name}.log"
    if isinstance(error, httpx.HTTPStatusError):
        status, body = error.response.status_code, error.response.text[:500]
        return Text(
            f"{name} menjawab {status} atas {asked}: {body} Lihat {log}. {AGAIN.indonesian}",
            f"{name} answers {status}; see its log. {AGAIN.english}",
        )
    kind = type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return Text(
            f"{name} belum menjawab {asked} ({kind}): mesin ini terlalu sibuk, atau {name} macet. "
            f"Lihat {log}. {AGAIN.indonesian}",
            f"{name} has not answered: the machine is too busy, or it hangs. {AGAIN.english}",
        )
    return Text(
        f"{name} tidak terhubung untuk {asked} ({kind}). Lihat {log}. {AGAIN.indonesian}",
        f"{name} cannot be reached; see its log. {AGAIN.english}",
    )
