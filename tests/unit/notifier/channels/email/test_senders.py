"""What an error of the mail transaction means."""

import aiosmtplib as smtp
import pytest

from notifier.channels.email.senders import not_handed_over

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
