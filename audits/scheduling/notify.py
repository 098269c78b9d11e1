"""Sends an alert to a webhook (as Slack and its kin read it) and by e-mail.

The addresses come from the environment: a webhook's is a secret, and appears in no message of
ours. A channel that fails is said and never hides the alert.
"""

import asyncio
import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from audits.spec_file import NotifyEntry
from providers.http import HTTP_ERRORS, make_client

SENT = "sent"
DEADLINE_S = 30.0
FAILURES: tuple[type[Exception], ...] = (*HTTP_ERRORS, OSError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told: a subject, and lines of ours (never an answer's text)."""

    subject: str
    lines: tuple[str, ...]


def send(
    notify: NotifyEntry, message: Message, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Tell every channel that *notify* names; returns what became of each."""
    made = {}
    if notify.webhook_env is not None:
        made["webhook"] = _webhook(environ.get(notify.webhook_env, ""), notify, message)
    if notify.email:
        made["email"] = _email(environ.get(notify.smtp_env, "smtp://localhost"), notify, message)
    return made


def _webhook(url: str, notify: NotifyEntry, message: Message) -> str:
    if not url:
        return f"not sent: {notify.webhook_env} is not set"
    if urlsplit(url).scheme not in ("http", "https"):
        return f"not sent: {notify.webhook_env} holds no http address"
    text = "\n".join((f"*{_plain(message.subject)}*", *map(_plain, message.lines)))
    try:
        status = asyncio.run(_post(url, {"text": text}))
    except FAILURES as error:
        return f"not sent: {type(error).__name__}"  # its text may hold the address
    return SENT if 200 <= status < 300 else f"not sent: the webhook answered {status}"


def _plain(text: str) -> str:
    """The three characters that such services read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def _post(url: str, body: Mapping[str, str]) -> int:
    async with asyncio.timeout(DEADLINE_S), make_client() as client:
        response = await client.post(url, json=body)
        return int(response.status_code)


def _email(address: str, notify: NotifyEntry, message: Message) -> str:
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.subject.split())
    mail["From"], mail["To"] = notify.email_from, ", ".join(notify.email)
    mail.set_content("\n\n".join(message.lines) + "\n")
    try:
        _deliver(address, mail)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return f"not sent: {type(error).__name__}"
    return SENT


def _deliver(address: str, mail: EmailMessage) -> None:
    server = urlsplit(address)
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise ValueError("an SMTP address begins with smtp:// or smtps://")
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.hostname, server.port or 465, timeout=DEADLINE_S, context=context
        )
    else:
        smtp = smtplib.SMTP(server.hostname, server.port or 25, timeout=DEADLINE_S)
    with smtp:
        if server.username:
            if server.scheme == "smtp":
                smtp.starttls(context=context)  # a password never goes in the clear
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(mail)
