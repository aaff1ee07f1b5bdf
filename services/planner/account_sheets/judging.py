"""Judges a file of accounts against what is stored: what would become of each row. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chassis.http.problem import Fault, Problem
from chassis.sheets.entry import Entry
from chassis.sheets.note import Note
from contracts.account import Account
from contracts.wording import ROLES
from planner.account_sheets.account_file import AccountFile
from planner.account_sheets.account_rows import Fields
from planner.account_sheets.columns import ALL_REGIONS
from planner.accounts.account import NewAccount, StoredAccount, faults_of_scope
from planner.accounts.rights import may_manage, must_manage, roles_to_give
from planner.refusal import plan_fault
from planner.regions.region import Regions
from planner.workbook.outcome import Outcome, Verdict, accepted, refused

VERDICTS = (Verdict.ACCEPTED, Verdict.UNCHANGED, Verdict.REFUSED)
"""An import changes no account that is there."""


@dataclass(frozen=True, slots=True)
class JudgedAccounts:
    """The outcome of each row of a file of accounts."""

    rows: Sequence[Outcome[NewAccount]]
    waiting: Sequence[StoredAccount]
    """Of the unchanged ones those that still have their one-time password."""
    removed: Mapping[str, StoredAccount]
    """Those that were removed and whose names rows name."""
    notes: Sequence[Note] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        counted = Counter(outcome.verdict for outcome in self.rows)
        return {verdict.value: counted[verdict] for verdict in VERDICTS}

    @property
    def new(self) -> list[NewAccount]:
        """The accounts that would be made."""
        return [one.draft for one in self.rows if one.draft and one.verdict is Verdict.ACCEPTED]

    @property
    def fingerprint(self) -> str:
        """Hash of what would become of each row, to apply just what was looked at."""
        rows = [
            (one.code, one.verdict.value, one.draft, [(f.cell, f.fault.code) for f in one.faults])
            for one in self.rows
        ]
        told = repr((rows, [one.username for one in self.waiting]))
        return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:32]


def judge(
    file: AccountFile, stored: Mapping[str, StoredAccount], *, by: Account, regions: Regions
) -> JudgedAccounts:
    """The outcome of every row, in their order. `stored` holds the accounts that rows name."""
    rows = [_judged(entry, stored, by, regions) for entry in file.entries]
    _refuse_twice(rows)
    unchanged = [one.code or "" for one in rows if one.verdict is Verdict.UNCHANGED]
    waiting = [stored[name] for name in unchanged if stored[name].one_time and name != by.username]
    removed = {name: one for name, one in stored.items() if one.removed}
    return JudgedAccounts(rows, waiting, removed, file.notes)


def _judged(
    entry: Entry[Fields], stored: Mapping[str, StoredAccount], by: Account, regions: Regions
) -> Outcome[NewAccount]:
    name = entry.fields.get("username")
    if entry.faults or name is None:
        return refused(entry, name, entry.faults)
    new = NewAccount(**entry.fields)
    faults = [*faults_of_scope(new, regions), *_faults_of_rights(new, by)]
    before = stored.get(name)
    if before is not None and before.removed and may_manage(by, before):
        before = None  # its name is free
    if not faults and before is not None:
        faults = [*_differences(new, before, by)]
    if faults:
        return refused(entry, name, faults)
    return accepted(entry, name, new, None if before is None else new, 0)


def _faults_of_rights(new: NewAccount, by: Account) -> Iterator[Fault]:
    try:
        must_manage(by, new)
    except Problem as problem:
        yield Fault(_beyond_rights(new, by), problem.code, problem.detail)


def _beyond_rights(new: NewAccount, by: Account) -> str:
    """The field for which `by` may not manage the account."""
    if by.region not in {None, new.region}:
        return "region"
    if new.role not in roles_to_give(by):
        return "role"
    return "agency" if new.agency != by.agency else "also" if new.also else "region"


def _differences(new: NewAccount, before: StoredAccount, by: Account) -> Iterator[Fault]:
    """A fault for each field in which the stored account differs; of one that `by` may not manage
    only that the name is taken.
    """
    if not may_manage(by, before):
        yield plan_fault("username-taken", "username", value=new.username)
        return
    if before.disabled:
        yield plan_fault("account-disabled", "username", value=new.username)
    told = {
        "role": ROLES[before.role],
        "agency": before.agency or "-",
        "also": ", ".join(before.also) or "-",
        "region": before.region or ALL_REGIONS,
    }
    for field, was in told.items():
        if getattr(new, field) != getattr(before, field):
            yield plan_fault("account-differs", field, was=was)


def _refuse_twice(rows: Sequence[Outcome[NewAccount]]) -> None:
    """Refuse all rows of one name; each but the first names the first."""
    first: dict[str, Outcome[NewAccount]] = {}
    for row in rows:
        if row.code is None:
            continue
        before = first.setdefault(row.code, row)
        if before is row:
            continue
        where = {"first": before.entry.where, "second": row.entry.where}
        fault = plan_fault("username-twice", "username", value=row.code, **where)
        for one in (row, *([before] if before.verdict is not Verdict.REFUSED else [])):
            one.faults.append(one.entry.located(fault))
            one.verdict, one.draft = Verdict.REFUSED, None
