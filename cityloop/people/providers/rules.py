"""What is said to an identity provider and what is believed of what it says. Pure.

OpenID Connect Core 1.0 §3.1 (authorisation code), RFC 7636 (PKCE), RFC 9207 (`iss` in the answer).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from cityloop.kit.errors import NotAllowed, Unreadable

SIGNED = ("RS256", "PS256", "ES256", "ES384", "EdDSA")  # never `none`, and nothing that the client's secret would sign
LEEWAY = timedelta(minutes=1)
LASTS = timedelta(minutes=10)  # how long somebody may take at the provider
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NoProvider(NotAllowed):
    """This city has no identity provider."""


class NotThisLogin(NotAllowed):
    """What came back from the identity provider does not belong to a login begun here; please begin again."""


class NotBelieved(NotAllowed):
    """What the identity provider said cannot be believed: {why}."""


class NoMember(NotAllowed):
    """You are known to the identity provider, but not a member here; ask who administers access."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An identity provider as the city has set it up. `claim` names who is who; with `join` who is not known becomes a member
    without posts."""

    issuer: str
    client_id: str
    secret: str
    claim: str = "preferred_username"
    name: str = "OIDC"
    join: bool = False

    def __post_init__(self) -> None:
        at = urlsplit(self.issuer)
        if at.scheme != "https" and at.hostname not in LOOPBACK:
            raise Unreadable(why="An identity provider is reached by https.")


class Errand(NamedTuple):
    """What a browser takes along to the provider and back, in a cookie nobody else sees."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begun(cls) -> "Errand":
        return cls(*(secrets.token_urlsafe(32) for _ in cls._fields))

    @classmethod
    def read(cls, kept: str) -> "Errand":
        """The errand out of a cookie."""
        parts = kept.split(".")
        if len(parts) != len(cls._fields) or not all(parts):
            raise NotThisLogin
        return cls(*parts)

    def kept(self) -> str:
        return ".".join(self)


def way_there(endpoint: str, provider: Provider, errand: Errand, back: str) -> str:
    """The address of the provider a browser is sent to."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(errand.verifier.encode()).digest()).rstrip(b"=").decode()
    said = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid profile email",
        "state": errand.state,
        "nonce": errand.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(said)}"


def believe(claims: Mapping[str, Any], provider: Provider, nonce: str, now: datetime) -> None:
    """Refuse an id_token that is not for this city, this login and this moment. Its signature is proved elsewhere."""
    audience = claims.get("aud")
    heard = audience if isinstance(audience, list) else [audience]
    at = now.timestamp()
    times = claims.get("exp"), claims.get("iat")
    doubts = {
        "it is of another issuer": claims.get("iss") != provider.issuer,
        "it is meant for another": provider.client_id not in heard,
        "it was given to another": claims.get("azp", provider.client_id if len(heard) == 1 else None) != provider.client_id,
        "it has no times": not all(isinstance(time, int | float) for time in times),
        "it belongs to another login": not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
    }
    doubt = next((why for why, doubted in doubts.items() if doubted), "")
    if not doubt and at > float(times[0] or 0) + LEEWAY.total_seconds():
        doubt = "it is over"
    if not doubt and float(times[1] or 0) > at + LEEWAY.total_seconds():
        doubt = "it is of a time to come"
    if doubt:
        raise NotBelieved(why=doubt)


def who(claims: Mapping[str, Any], provider: Provider) -> str:
    """The login the claims speak of. An address of mail counts only if the provider has seen that it is theirs."""
    said = claims.get(provider.claim)
    if not isinstance(said, str) or not said or (provider.claim == "email" and claims.get("email_verified") is not True):
        raise NoMember
    return said
