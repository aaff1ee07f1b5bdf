"""Notices survive being written down, by this version and by former ones."""

from dataclasses import replace
from datetime import date

from notifier.delivery.delivery import State
from notifier.delivery.documents import delivery_document, delivery_of
from tests.unit.notifier.delivery.episodes import HEAD, a_notice
from tests.unit.notifier.delivery.post import as_stored_by_a_former_version
from tests.unit.notifier.given import START


def test_a_notice_is_read_as_it_was_written() -> None:
    for one in (
        a_notice(),
        replace(a_notice(), state=State.SENT, sent_at=START, said_due=date(2026, 11, 21)),
        replace(a_notice(digest=True), held=True, bundle="bundle:x", attempts=3),
        a_notice(instead_of=("officer", "verifier"), words="Mohon ditangani.", channel="telegram"),
    ):
        assert delivery_of(delivery_document(one)) == one


def test_a_document_of_a_former_version_is_read() -> None:
    row = as_stored_by_a_former_version(delivery_document(a_notice()))
    assert delivery_of(row) == replace(a_notice(), due_at=None)
    assert delivery_of(row).waits_since == START


def test_an_address_is_found_in_any_spelling() -> None:
    assert delivery_document(a_notice(email=HEAD.upper()))["mailbox"] == HEAD
