"""Mail over SMTP. What a mail server took it answers for; one that breaks off between the last word and its answer leaves it
open, and SMTP has no key by which it would know the mail again: such a mail is not sent a second time by itself."""

import html
import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from cityloop.kit.errors import Unreachable
from cityloop.kit.outside import Networks, connect
from cityloop.people.channels.channel import Became, Form, Ground, Letter, Outcome

TIMEOUT_S = 10.0
ACKNOWLEDGE = {"zh": "知道了", "en": "Acknowledge"}


class Mail:
    reaches: ClassVar[str] = "mail"
    gathers: ClassVar[bool] = True

    class Settings(Form):
        host: str = Field(min_length=1, max_length=255)
        port: int = Field(default=587, ge=1, le=65535)
        secure: Literal["starttls", "tls", "none"] = "starttls"
        sender: str = Field(max_length=320, description="the address it comes from, as 城运中心 <city@example.org>")
        user: str = Field(default="", max_length=255)
        again_when_in_doubt: bool = Field(default=False, description="rather twice than never")

        @field_validator("sender")
        @classmethod
        def is_an_address(cls, said: str) -> str:
            if "@" not in parseaddr(said)[1] or "\n" in said or "\r" in said:
                raise ValueError("the sender is a mail address")
            return said

    class Secrets(Form):
        password: str = Field(default="", max_length=1024)

    def __init__(self, settings: "Mail.Settings", secrets: "Mail.Secrets", ground: Ground) -> None:
        self._settings, self._secrets, self._ground = settings, secrets, ground

    @property
    def keyed(self) -> bool:
        return self._settings.again_when_in_doubt

    def send(self, to: str, letter: Letter, key: str) -> Outcome:
        mail = self._written(to, letter, key)
        try:
            server = self._server()
            refused = self._addressed(server, to)
        except smtplib.SMTPAuthenticationError as failure:
            return Outcome(Became.later, f"the mail server does not let us in: {failure.smtp_code}")
        except (smtplib.SMTPException, OSError) as failure:
            raise Unreachable(f"the mail server: {type(failure).__name__} {failure}"[:300]) from failure
        outcome = refused or self._content(server, mail)
        with suppress(smtplib.SMTPException, OSError):  # what was taken is taken, however it says good-bye
            server.quit()
        server.close()
        return outcome

    def _server(self) -> smtplib.SMTP:
        said, context = self._settings, ssl.create_default_context()
        server = Guarded(self._ground.inner, said.host, context if said.secure == "tls" else None)
        server.connect(said.host, said.port)
        if said.secure == "starttls":
            server.starttls(context=context)
        if said.user:
            server.login(said.user, self._secrets.password)
        server.ehlo_or_helo_if_needed()
        return server

    def _addressed(self, server: smtplib.SMTP, to: str) -> Outcome | None:
        for code, said in (server.mail(parseaddr(self._settings.sender)[1]), server.rcpt(to)):
            if code >= 400:
                return _refused(code, said)
        return None

    @staticmethod
    def _content(server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
        try:
            code, said = server.data(mail.as_bytes(policy=WIRE))
        except smtplib.SMTPDataError as failure:
            return _refused(failure.smtp_code, failure.smtp_error)
        except (smtplib.SMTPException, OSError) as failure:
            return Outcome(Became.doubtful, f"the mail server broke off: {type(failure).__name__}")
        words = said.decode(errors="replace")[:200]
        return _refused(code, said) if code >= 400 else Outcome(Became.sent, ref=words)

    def _written(self, to: str, letter: Letter, key: str) -> EmailMessage:
        mail = EmailMessage()
        domain = parseaddr(self._settings.sender)[1].rpartition("@")[2]
        mail["From"], mail["To"] = self._settings.sender, to
        mail["Subject"] = " ".join(letter.title.split())
        mail["Date"] = format_datetime(letter.at)
        mail["Message-ID"] = f"<{key}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = letter.language
        if letter.urgent:
            mail["Importance"] = "high"
        word = ACKNOWLEDGE[letter.language]
        ways = [letter.link, f"{word}: {letter.ack}" if letter.ack else ""]
        mail.set_content("\n\n".join(filter(None, (letter.text, *ways))) + "\n")
        buttons = "".join(
            f'<p><a href="{html.escape(way)}">{html.escape(name)}</a></p>'
            for way, name in ((letter.link, letter.link), (letter.ack, word))
            if way
        )
        body = "<br>".join(html.escape(line) for line in letter.text.splitlines())
        mail.add_alternative(f"<html><body><p>{body}</p>{buttons}</body></html>", subtype="html")
        return mail


class Guarded(smtplib.SMTP):
    """SMTP to what may be called, and to no other address of the same name."""

    def __init__(self, inner: Networks, host: str, context: ssl.SSLContext | None) -> None:
        super().__init__(timeout=TIMEOUT_S)
        self._inner, self._context = inner, context
        self._host = host  # whom the certificate must name

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = connect(host, port, self._inner, timeout)
        return self._context.wrap_socket(plain, server_hostname=host) if self._context else plain


def _refused(code: int, said: bytes | str) -> Outcome:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Outcome(Became.later if code < 500 else Became.never, f"SMTP {code} {words}"[:300])
