"""Reports of mails that could not be delivered, as mail servers write them."""


def postfix(
    message_id: str,
    recipient: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    written_to: str | None = None,
    told: str = "550 5.1.1 User unknown",
) -> bytes:
    """As Postfix 3 writes it; `written_to`: the address before it was passed on to `recipient`."""
    return f"""\
From: MAILER-DAEMON@mx.kukar.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: kembali@kukar.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2A1.1764492000/mx.kukar.example"
Message-Id: <20261130084000.4F2A1@mx.kukar.example>

--4F2A1.1764492000/mx.kukar.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

--4F2A1.1764492000/mx.kukar.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kukar.example
X-Postfix-Queue-ID: 4F2A1
Arrival-Date: Mon, 30 Nov 2026 08:39:58 +0000 (UTC)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{written_to or recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.opd.example
Diagnostic-Code: smtp; {told}

--4F2A1.1764492000/mx.kukar.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Rencana Aksi <aksi@kukar.example>
To: {written_to or recipient}
Subject: [TERLAMBAT] Layanan
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/plain

Isi.

--4F2A1.1764492000/mx.kukar.example--
""".encode()
