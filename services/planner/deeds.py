"""What the planner notes in its audit trail, by code, and the words for it. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from chassis.audit.entry import TEXT_MOST, Deed, Value
from chassis.http.problem import cut
from contracts.account import Account
from contracts.calendar import Extension
from planner.accounts.account import StoredAccount, StoredToken
from planner.agencies.stored import StoredAgency
from planner.calendars.calendar import changed_holidays
from planner.calendars.extensions import period_of
from planner.calendars.stored import StoredCalendar
from planner.calendars.telling import LABELS as CALENDAR_LABELS
from planner.calendars.telling import told as calendar_told
from planner.calendars.telling import told_holidays
from planner.items.stored import StoredItem

TOLD_MOST = 200
"""Letters told of a part of a calendar."""
SIGNED_IN, SIGN_IN_REFUSED = "signed-in", "sign-in-refused"
DEEDS: Mapping[str, str] = {
    SIGNED_IN: "Berhasil masuk",
    SIGN_IN_REFUSED: "Gagal masuk",
    "sessions-ended": "Keluar dari semua perangkat",
    "session-ended": "Satu sesi diakhiri",
    "signed-out": "Keluar",
    "password-changed": "Kata sandi diganti",
    "password-given": "Kata sandi baru diberikan",
    "second-factor-on": "Verifikasi dua langkah dinyalakan",
    "second-factor-off": "Verifikasi dua langkah dimatikan",
    "second-factor-removed": "Verifikasi dua langkah dilepas oleh admin",
    "recovery-codes-made": "Kode pemulihan baru dibuat",
    "recovery-code-used": "Kode pemulihan dipakai",
    "token-made": "Token sistem dibuat",
    "token-revoked": "Token sistem dicabut",
    "account-made": "Akun dibuat",
    "account-changed": "Akun diubah",
    "account-removed": "Akun dihapus",
    "accounts-imported": "Akun diimpor dari buku kerja",
    "admin-kept": "Akun admin disiapkan saat mulai",
    "item-made": "Rencana aksi dibuat",
    "item-changed": "Rencana aksi diubah",
    "item-cancelled": "Rencana aksi dibatalkan",
    "item-restored": "Pembatalan rencana aksi dicabut",
    "agency-made": "Perangkat daerah dibuat",
    "agency-changed": "Perangkat daerah diubah",
    "calendar-saved": "Kalender pelaporan disimpan",
    "extension-granted": "Izin terlambat diberikan",
    "extension-withdrawn": "Izin terlambat dicabut",
    "plan-imported": "Rencana diimpor dari buku kerja",
    "plan-exported": "Rencana diekspor",
}
DETAILS: Mapping[str, str] = {
    "address": "Alamat jaringan",
    "session": "Sesi",
    "agency": "Perangkat daerah",
    "also": "Juga bertindak untuk (Plt.)",
    "region": "Wilayah",
    "role": "Peran",
    "disabled": "Nonaktif",
    "one_time": "Sekali pakai",
    "unknown_name": "Nama pengguna tidak dikenal, dan tidak dicatat",
    "wrong_code": "Kata sandi benar, kode langkah kedua salah",
    "left": "Kode pemulihan yang tersisa",
    "not_noted": "Gagal masuk lain yang tidak dicatat satu per satu",
    "token": "Token",
    "expires": "Berlaku sampai",
    "reason": "Alasan",
    "version": "Versi",
    "title": "Judul",
    "name": "Nama",
    "fields": "Yang berubah",
    "file": "SHA-256 berkas",
    "accepted": "Baris baru",
    "changed": "Baris berubah",
    "unchanged": "Baris tetap",
    "refused": "Baris ditolak",
    "given_anew": "Kata sandi sekali pakai diberikan lagi",
    "items": "Rencana aksi yang berubah",
    "start": "Mulai",
    "due": "Selesai paling lambat",
    "milestones": "Tonggak",
    "budget": "Pagu",
    "weight": "Bobot",
    "kind": "Jenis",
    "pillar": "Pilar",
    "aliases": "Nama lain",
    "contacts": "Kontak",
    **CALENDAR_LABELS,
    "holidays": "Hari libur yang berubah",
    "period": "Periode",
    "until": "Sampai",
}
"""What a reader calls the details of a deed."""
OF_ACCOUNTS = (
    *(SIGNED_IN, SIGN_IN_REFUSED, "sessions-ended", "password-changed", "password-given"),
    *("session-ended", "signed-out", "account-removed"),
    *("account-made", "account-changed", "admin-kept", "token-made", "token-revoked"),
    *("second-factor-on", "second-factor-off", "second-factor-removed"),
    *("recovery-codes-made", "recovery-code-used"),
)
"""The deeds that are about an account: a name alone may also be that of a region or a service."""
OF_ITEMS = ("item-made", "item-changed", "item-cancelled", "item-restored")
OF_AGENCIES = ("agency-made", "agency-changed")
OF_CALENDARS = ("calendar-saved", "extension-granted", "extension-withdrawn")
_OF_AN_ACCOUNT = ("role", "agency", "also", "region", "disabled")


def account_made(account: StoredAccount, by: str) -> Deed:
    """With its role, agencies and region."""
    told = {name: _value(getattr(account, name)) for name in _OF_AN_ACCOUNT[:-1]}
    return Deed("account-made", by, account.username, told)


def account_changed(before: StoredAccount, after: StoredAccount, by: str) -> Deed:
    """With what differs."""
    return Deed("account-changed", by, after.username, _differences(before, after, _OF_AN_ACCOUNT))


def account_removed(account: StoredAccount, reason: str, by: str) -> Deed:
    """With what it was, and why."""
    told = {name: _value(getattr(account, name)) for name in _OF_AN_ACCOUNT[:-1]}
    return Deed("account-removed", by, account.username, {**told, "reason": reason})


def token_made(account: StoredAccount, token: StoredToken, by: Account) -> Deed:
    """With its id, its name and until when it holds."""
    told = {"token": token.id, "name": token.name, "expires": token.expires_at.isoformat()}
    return Deed("token-made", by.username, account.username, told)


def token_revoked(account: StoredAccount, token: StoredToken, by: Account) -> Deed:
    """With its id and name."""
    told = {"token": token.id, "name": token.name}
    return Deed("token-revoked", by.username, account.username, told)


def item_made(item: StoredItem, by: str) -> Deed:
    """With its title and agency."""
    draft = item.draft
    told = {"region": item.region, "title": draft.title, "agency": draft.agency}
    return Deed("item-made", by, draft.item_id, told)


def item_changed(before: StoredItem, after: StoredItem, by: str) -> Deed:
    """With its version and what differs."""
    names = [field.name for field in fields(after.draft)]
    told = {"version": after.version, **_differences(before.draft, after.draft, names)}
    return Deed("item-changed", by, after.draft.item_id, told)


def item_cancelled(item: StoredItem, by: str, reason: str) -> Deed:
    """With its version, its title and why."""
    told: dict[str, Value] = {"version": item.version, "title": item.draft.title}
    return Deed(
        "item-cancelled", by, item.draft.item_id, told | ({"reason": reason} if reason else {})
    )


def item_restored(item: StoredItem, by: str) -> Deed:
    """With its version and title."""
    told: dict[str, Value] = {"version": item.version, "title": item.draft.title}
    return Deed("item-restored", by, item.draft.item_id, told)


def agency_made(agency: StoredAgency, by: str) -> Deed:
    """With its name."""
    told = {"region": agency.region, "name": agency.draft.name}
    return Deed("agency-made", by, agency.draft.agency, told)


def agency_changed(before: StoredAgency, after: StoredAgency, by: str) -> Deed:
    """With its version and the fields that differ, without the addresses of its contacts."""
    names = [field.name for field in fields(after.draft)]
    changed = [n for n in names if getattr(before.draft, n) != getattr(after.draft, n)]
    told: dict[str, Value] = {"version": after.version, "fields": changed}
    return Deed("agency-changed", by, after.draft.agency, told)


def calendar_saved(before: StoredCalendar, after: StoredCalendar, by: str) -> Deed:
    """With its version and what differs; of the first all that it says."""
    was, now = calendar_told(before), calendar_told(after)
    changed = {
        name: f"{cut(was[name], TOLD_MOST) or '-'} → {cut(now[name], TOLD_MOST) or '-'}"
        for name in now
        if was[name] != now[name]
    }
    if not before.version:
        changed = {name: cut(text, TEXT_MOST) for name, text in now.items() if text}
    moved = told_holidays(*changed_holidays(before.holidays, after.holidays))
    told: dict[str, Value] = {
        "version": after.version,
        **changed,
        "holidays": cut(moved, TEXT_MOST),
    }
    return Deed("calendar-saved", by, after.region, told)


def extension_granted(calendar: StoredCalendar, extension: Extension, by: str) -> Deed:
    """With its agency, its period, its day and why."""
    return Deed("extension-granted", by, calendar.region, _extension(calendar, extension))


def extension_withdrawn(calendar: StoredCalendar, extension: Extension, by: str) -> Deed:
    """With its agency, its period, its day and why it had been granted."""
    return Deed("extension-withdrawn", by, calendar.region, _extension(calendar, extension))


def _extension(calendar: StoredCalendar, extension: Extension) -> dict[str, Value]:
    return {
        "version": calendar.version,
        "agency": extension.agency,
        "period": period_of(extension).code,
        "until": extension.until.isoformat(),
        "reason": extension.reason,
    }


def _differences(before: Any, after: Any, names: Any) -> dict[str, Value]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return {name: f"{_text(was)} → {_text(now)}" for name, was, now in pairs if was != now}


def _text(value: Any) -> str:
    said = _value(value)
    if isinstance(said, bool):
        return "ya" if said else "tidak"
    if said is None:
        return "-"
    return (", ".join(said) if isinstance(said, list) else str(said)) or "-"


def _value(value: Any) -> Value:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return value if isinstance(value, bool | int | float) or value is None else str(value)
