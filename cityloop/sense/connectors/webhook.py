"""A webhook: others call `POST /hooks/NAME` and sign what they say, so that nobody needs a token of ours.

The signature is HMAC-SHA256 over `timestamp.body` in hex, in `x-cityloop-signature: sha256=...`; the timestamp is in
seconds since 1970, in `x-cityloop-timestamp`. What is older than the window is refused; what is said twice within it is
known by the log. Two keys may hold at once while a sender changes from the old one to the new.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from cityloop.sense.connectors.connector import Bring, Brought, Form, Paper, Parcel, Place, Stranger

PREFIX = "sha256="
SOURCE_ROW = {"opens": "json", "gives": [{name: {"path": name} for name in ("signal", "subject", "at", "value")}]}


class Webhook:
    mapping: ClassVar[Mapping[str, Any]] = SOURCE_ROW

    class Settings(Form):
        window_s: int = Field(default=300, ge=10, le=3600, description="how old a call may be")
        timestamp_header: Annotated[str, Field(max_length=64)] = "x-cityloop-timestamp"
        signature_header: Annotated[str, Field(max_length=64)] = "x-cityloop-signature"

    class Secrets(Form):
        key: str = Field(min_length=16, max_length=256)
        older_key: str = Field(default="", max_length=256, description="holds as well until it is struck off")

    def __init__(self, settings: "Webhook.Settings", secrets: "Webhook.Secrets", place: Place) -> None:
        self._settings, self._secrets, self._place = settings, secrets, place

    async def run(self, bring: Bring) -> None:
        async def knock(headers: Mapping[str, str], body: bytes) -> Brought:
            self._know(headers, body)
            return await bring(Parcel(papers=[Paper(body, {"hook": self._place.name})]))

        self._place.hooks[self._place.name] = knock
        bring.well()
        try:
            await asyncio.Event().wait()
        finally:
            del self._place.hooks[self._place.name]

    def _know(self, headers: Mapping[str, str], body: bytes) -> None:
        """Refuse who cannot sign, without saying what was wrong."""
        said = headers.get(self._settings.timestamp_header.lower(), "")
        shown = headers.get(self._settings.signature_header.lower(), "").removeprefix(PREFIX)
        if not (said.isascii() and said.isdigit() and len(said) <= 12 and shown.isascii()):
            raise Stranger
        keys = [key for key in (self._secrets.key, self._secrets.older_key) if key]
        known = [hmac.compare_digest(signed(key, said, body), shown) for key in keys]  # all of them, whatever the first says
        if not any(known) or abs(self._place.now() - int(said)) > self._settings.window_s:
            raise Stranger


def signed(key: str, timestamp: str, body: bytes) -> str:
    """
    >>> signed("a key of some length", "1772409600", b"{}")[:16]
    '96ac96ee958f5cd6'
    """
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
