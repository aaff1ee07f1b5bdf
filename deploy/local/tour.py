"""What to look at when the demonstration is ready."""

from collections.abc import Sequence

from deploy.local.board_preview import HOW_TO_HAVE
from deploy.local.demo_file import LogIn
from deploy.local.services import SERVICES
from deploy.local.stack import Stack

ROLES = ("officer", "verifier", "head", "council", "planner", "admin")


def tour(stack: Stack, logins: Sequence[LogIn]) -> None:
    """Print addresses, accounts and example commands."""
    lines, running = stack.lines, stack.running
    lines.heading("Yang bisa dilihat", "what to look at")
    lines.plain(f"  halaman    {running.services['planner']}/rencana/masuk  (masuk, tugas, lapor)")
    lines.plain(
        f"  publik     {running.services['tracker']}/publik  (tanpa masuk; without a sign-in)"
    )
    lines.plain(
        f"  peringatan {running.services['notifier']}/peringatan  (yang terbuka; open alerts)"
    )
    lines.plain(f"  surat      {running.services['tracker']}/kemajuan/surat  (kepada Dewan)")
    for service in SERVICES:
        lines.plain(f"  {service:<11}{running.services[service]}/docs  /metrics  /asyncapi")
    lines.plain(f"  surel      {running.mail}/messages")
    if running.prometheus:
        lines.plain(f"  prometheus {running.prometheus}/graph?g0.expr=aksi_items&g0.tab=1")
    lines.plain(f"  papan      {running.boards or HOW_TO_HAVE}")
    lines.plain(f"  kafka      {running.kafka}")
    lines.plain(f"  mongodb    {running.mongodb}")
    lines.heading("Akun", "accounts")
    if lines.seen_by_a_person:
        for line in account_lines(logins):
            lines.plain(line)
    lines.plain(f"  semua kata sandi (all passwords): {stack.folder.demo_file}")
    lines.heading("Coba", "try")
    for command in _commands(stack, logins[0]):
        lines.plain(f"  {command}")


def account_lines(logins: Sequence[LogIn]) -> list[str]:
    """A line per role with an account and its password: for a terminal, never for a log."""
    firsts = {role: next((one for one in logins if one.role == role), None) for role in ROLES}
    return [
        f"  {role:<9}{login.username:<24}{login.password}  {login.agency or ''}"
        for role, login in firsts.items()
        if login is not None
    ]


def _commands(stack: Stack, admin: LogIn) -> list[str]:
    urls = stack.running.services
    password = f"$(cat '{stack.secrets.admin_password}')"
    body = f'{{\\"username\\":\\"{admin.username}\\",\\"password\\":\\"{password}\\"}}'
    as_admin = 'curl -s -H "Authorization: Bearer $TOKEN"'
    read = "python3 -c 'import json,sys; print(json.load(sys.stdin)[\"access_token\"])'"
    return [
        f"TOKEN=$(curl -s {urls['planner']}/api/v1/session \\\n"
        f"    -H 'content-type: application/json' -d \"{body}\" | {read})",
        f'{as_admin} "{urls["tracker"]}/api/v1/items?status=late"',
        f'{as_admin} "{urls["notifier"]}/api/v1/alerts?state=open"',
        f"curl -s {stack.running.mail}/messages",
    ]
