"""`aksi policy`: what a policy says, whom it would have told."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from chassis.text import Text
from notifier.alerting.checking import unheld, unreachable
from notifier.alerting.days import Days
from notifier.alerting.facts_reader import Past, read_past
from notifier.alerting.policy import Policy, PolicyNotValid, read_policy, schema
from notifier.alerting.rehearsal import Message, Rehearsal
from notifier.settings import NotifierSettings

File = Annotated[Path | None, typer.Argument(help="Berkas kebijakan; kosong: yang berlaku.")]
SHOWN_MOST = 200


def policy_commands() -> typer.Typer:
    """The commands."""
    policy = typer.Typer(help="Kebijakan peringatan (alert policy).", no_args_is_help=True)

    @policy.callback()
    def about() -> None:
        """Kebijakan peringatan (alert policy)."""

    @policy.command("schema")
    def show_schema() -> None:
        """Cetak JSON Schema kebijakan (print the JSON Schema)."""
        typer.echo(json.dumps(schema(), indent=2, ensure_ascii=False))

    @policy.command()
    def check(
        file: File = None,
        offices: Annotated[
            bool, typer.Option(help="Baca juga jabatan yang kosong dari Kafka.")
        ] = True,
    ) -> None:
        """Periksa kebijakan: langkah yang tidak memberi tahu siapa pun, jabatan yang kosong (check
        a policy: steps that tell nobody, offices that nobody holds).
        """
        settings = NotifierSettings.read()
        rules = _read(file or settings.policy_file)
        found = list(unreachable(rules))
        if offices:
            past = asyncio.run(read_past(settings, lambda topic, count: None))
            found += unheld(rules, list(past.agencies.values()), past.responsible)
        for one in found:
            _say(one)
        if not found:
            _say(Text("Tidak ada yang perlu diperbaiki.", "Nothing to mend."))
        raise typer.Exit(1 if found else 0)

    @policy.command("try")
    def rehearse(
        file: File = None,
        days: Annotated[int, typer.Option(min=1, max=3660, help="Berapa hari ke belakang.")] = 90,
        *,
        all_messages: Annotated[bool, typer.Option("--all", help="Sebut setiap pesan.")] = False,
    ) -> None:
        """Siapa akan diberi tahu apa, dari fakta yang ada (who would have been told what)."""
        settings = NotifierSettings.read()
        rules = _read(file or settings.policy_file)
        past = asyncio.run(read_past(settings, _read_so_far))
        now = datetime.now(UTC) + settings.clock_offset
        rehearsal = Rehearsal(rules, list(past.agencies.values()), past.calendars)
        rehearsal.run(past.facts, now)
        _show(rehearsal, past, now - timedelta(days=days), whole=all_messages)

    return policy


def _read(path: Path) -> Policy:
    try:
        return read_policy(path.read_text())
    except PolicyNotValid as error:
        typer.echo(f"! {path.name}: {error}", err=True)
        raise typer.Exit(1) from None


def _say(text: Text) -> None:
    typer.echo(f"- {text.indonesian} ({text.english})")


def _read_so_far(topic: str, count: int) -> None:
    typer.echo(f"{topic}: {count}", err=True)


def _show(rehearsal: Rehearsal, past: Past, since: datetime, *, whole: bool) -> None:
    messages = [one for one in rehearsal.messages if one.at >= since]
    offices = Counter(f"{one.office} {_place(one, past)}" for one in messages)
    rules = Counter(notice.rule for one in messages for notice in one.notices)
    typer.echo(f"{len(messages)} pesan (messages) sejak (since) {since:%Y-%m-%d}")
    for name, counts in (("jabatan (office)", offices), ("aturan (rule)", rules)):
        typer.echo(f"\n{name}")
        for key, count in counts.most_common():
            typer.echo(f"{count:6}  {key}")
    if past.unread:
        typer.echo(f"\n{past.unread} catatan tidak terbaca (records that could not be read)")
    if whole:
        typer.echo("")
        for one in messages[:SHOWN_MOST]:
            typer.echo(f"{_local(one, past)}  {one.office} {_place(one, past)}: {_what(one)}")
        if len(messages) > SHOWN_MOST:
            typer.echo(f"... {len(messages) - SHOWN_MOST}")


def _place(message: Message, past: Past) -> str:
    first = message.notices[0]
    of_agency = message.office in {"officer", "verifier", "head"}
    return first.agency if of_agency and first.agency in past.agencies else first.region


def _local(message: Message, past: Past) -> str:
    calendar = past.calendars.get(message.notices[0].region)
    zone = calendar.time_zone if calendar else "Asia/Makassar"
    return f"{message.at.astimezone(Days(zone).zone):%Y-%m-%d %H:%M}"


def _what(message: Message) -> str:
    counts = Counter(f"{one.rule} {one.step}" for one in message.notices)
    return ", ".join(f"{count} x {what}" for what, count in counts.most_common())
