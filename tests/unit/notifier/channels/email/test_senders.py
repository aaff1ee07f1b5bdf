"""What an error of the mail transaction means."""

import aiosmtplib as smtp
import pytest

from notifier.channels.channel import Trouble
from notifier.channels.email.senders import Stage, is_final, not_handed_over

NOBODY = smtp.SMTPRecipientRefused(550, "5.1.1 no such user", "x@y.example")
FULL = smtp.SMTPRecipientRefused(452, "4.2.2 mailbox full", "x@y.example")


@pytest.mark.parametrize(
    ("error", "final", "why"),
    [
        (smtp.SMTPRecipientsRefused([NOBODY]), True, "550 5.1.1 no such user (recipient)"),
        (smtp.SMTPRecipientsRefused([FULL]), False, "452 4.2.2 mailbox full (recipient)"),
        (smtp.SMTPDataError(554, "spam"), True, "554 spam (content)"),
        (smtp.SMTPDataError(451, "later"), False, "451 later (content)"),
        (smtp.SMTPSenderRefused(550, "who?", "a@b"), False, "550 who? (sender)"),
        (smtp.SMTPAuthenticationError(535, "no"), False, "535 no (connection)"),
        (smtp.SMTPHeloError(504, "no"), False, "504 no (connection)"),
        (smtp.SMTPConnectError("refused"), False, "SMTPConnectError: refused"),
        (smtp.SMTPServerDisconnected("gone"), False, "SMTPServerDisconnected: gone"),
        (TimeoutError(), False, "TimeoutError: no answer in time"),
        (smtp.SMTPNotSupported("SMTPUTF8 is not supported"), True, "takes no such address"),
        (smtp.SMTPNotSupported("no STARTTLS"), False, "no STARTTLS"),
    ],
)
def test_trouble_is_told_from_a_refusal(error: Exception, final: bool, why: str) -> None:
    meaning = not_handed_over(error)
    assert meaning.final is final
    assert why in str(meaning)


def test_what_a_server_says_is_kept_short_and_on_one_line() -> None:
    told = str(not_handed_over(smtp.SMTPDataError(554, "no\r\n" * 500)))
    assert len(told) <= 300
    assert "\n" not in told


@pytest.mark.parametrize(
    ("stage", "code", "final"),
    [
        (Stage.RECIPIENT, 550, True),
        (Stage.CONTENT, 554, True),
        (Stage.RECIPIENT, 450, False),
        (Stage.CONTENT, 451, False),
        (Stage.SENDER, 550, False),  # our own address is refused: mend it, lose nothing
        (Stage.CONNECTION, 535, False),  # so is a wrong password
        (Stage.CONNECTION, 554, False),
    ],
)
def test_only_a_refusal_of_this_recipient_or_this_message_ends_a_message(
    stage: Stage, code: int, final: bool
) -> None:
    assert is_final(stage, code) is final


@pytest.mark.parametrize(
    ("error", "reached", "trouble"),
    [
        (smtp.SMTPRecipientsRefused([FULL]), True, Trouble.MESSAGE),
        (smtp.SMTPDataError(451, "later"), True, Trouble.MESSAGE),
        (smtp.SMTPNotSupported("SMTPUTF8 is not supported"), True, Trouble.MESSAGE),
        (smtp.SMTPSenderRefused(550, "who?", "a@b"), True, Trouble.UNREACHED),
        (smtp.SMTPAuthenticationError(535, "no"), False, Trouble.UNREACHED),
        (smtp.SMTPConnectError("refused"), False, Trouble.UNREACHED),
        (TimeoutError(), False, Trouble.UNREACHED),
        (smtp.SMTPServerDisconnected("gone"), True, Trouble.SERVER),  # it may have the mail
        (TimeoutError(), True, Trouble.SERVER),
    ],
)
def test_it_is_known_whether_others_would_fare_alike_and_whether_it_may_have_been_taken(
    error: Exception, reached: bool, trouble: Trouble
) -> None:
    assert not_handed_over(error, reached=reached).trouble is trouble
