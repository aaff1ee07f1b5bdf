"""When a mail says something of an item, as the benchmarks count it: in the notifier's words."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest

from benchmarks.arrivals import Mails, notices_in
from benchmarks.notifying import CRITICAL, LATE
from notifier.channels.email.letter import Notice
from notifier.channels.email.message import write
from tests.unit.notifier.channels.email.letters import LINE, NOW, SENDER, letter, noticed, written
from tests.unit.notifier.delivery.episodes import facts_of

TODAY = NOW.date()


def late(item: str) -> Notice:
    return noticed(facts_of(item, due=TODAY - timedelta(1)), replace(LINE, message="late"))


def critical(item: str) -> Notice:
    return noticed(facts_of(item, deviation=-20.0), replace(LINE, message="critical"))


def due_soon(item: str) -> Notice:
    return noticed(facts_of(item, due=TODAY), replace(LINE, message="due_soon"))


async def mails_of(about: str, *letters: tuple[Notice, ...]) -> Mails:
    mails = Mails(1, about)
    for notices in letters:
        content = write(letter(*notices), SENDER).mail
        await mails.handle_DATA(None, None, SimpleNamespace(original_content=content))
    return mails


async def test_each_item_of_a_message_of_many_has_arrived() -> None:
    mails = await mails_of(LATE, tuple(late(f"QW-{n}") for n in range(5)))
    assert all(mails.of(f"QW-{n}") is not None for n in range(5))
    assert mails.of("QW-5") is None


async def test_the_first_mail_counts() -> None:
    mails = await mails_of(LATE, (late("QW-1"),))
    first = mails.of("QW-1")
    content = write(letter(late("QW-1"), late("QW-2")), SENDER).mail
    await mails.handle_DATA(None, None, SimpleNamespace(original_content=content))
    second = mails.of("QW-2")
    assert first is not None
    assert second is not None
    assert mails.of("QW-1") == first < second


@pytest.mark.parametrize(
    "reminder",
    [(due_soon("QW-1"),), (due_soon("QW-1"), due_soon("QW-2")), (due_soon("QW-1"), late("QW-2"))],
    ids=["alone", "with others", "beside what is late"],
)
async def test_a_reminder_before_midnight_says_of_no_item_that_it_is_late(
    reminder: tuple[Notice, ...],
) -> None:
    assert (await mails_of(LATE, reminder)).of("QW-1") is None


async def test_a_message_about_both_says_of_each_what_it_is() -> None:
    both = (late("QW-1"), critical("QW-2"))
    is_late, is_critical = await mails_of(LATE, both), await mails_of(CRITICAL, both)
    assert (is_late.of("QW-1") is None, is_late.of("QW-2") is None) == (False, True)
    assert (is_critical.of("QW-1") is None, is_critical.of("QW-2") is None) == (True, False)


async def test_a_lone_notice_stands_under_its_first_line() -> None:
    assert list(notices_in(written(letter(late("QW-1"))))) == [("QW-1", "TERLAMBAT 1 HARI")]
    assert (await mails_of(CRITICAL, (critical("QW-1"),))).of("QW-1") is not None


def test_a_mail_about_nothing_is_an_error() -> None:
    mail = EmailMessage()
    mail.set_content("Yth.")
    with pytest.raises(ValueError, match="links to no item"):
        list(notices_in(mail))
