"""What is asked of an identity provider: where things are, what a code is worth, and the keys it signs with."""

import base64
import json
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cityloop.kit.errors import Unreachable
from cityloop.people.providers.rules import SIGNED, Errand, NotBelieved, Provider, believe

AGAIN = timedelta(hours=1)  # after so long it is asked again where things are
TIMEOUT_S = 10.0
WHERE = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Asking:
    """One for a process. Keys are asked for again when a token names one that is not known: so they may change at any time."""

    def __init__(self, provider: Provider, clock: Callable[[], datetime]) -> None:
        self.provider, self._clock, self._lock = provider, clock, threading.Lock()
        self._where: dict[str, Any] = {}
        self._since: datetime | None = None
        self._keys: dict[str, Any] = {"keys": []}
        self._trust = ssl.create_default_context()

    def where(self) -> Mapping[str, Any]:
        """The provider's own description of itself, which must be of the issuer that was set up."""
        with self._lock:
            now = self._clock()
            if self._since is None or now - self._since > AGAIN:
                found = self._asked("GET", self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
                if found.get("issuer") != self.provider.issuer or not all(isinstance(found.get(name), str) for name in WHERE):
                    raise NotBelieved(why="its description is of another issuer, or lacks what is needed")
                self._where, self._since = found, now
            return self._where

    def claims(self, code: str, errand: Errand, back: str) -> Mapping[str, Any]:
        """What the provider says of who brings this code, proved. Raises NotBelieved, or Unreachable if it is away."""
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": errand.verifier,
        }
        secret = (self.provider.client_id, self.provider.secret)
        answer = self._asked("POST", self.where()["token_endpoint"], data=said, auth=secret)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotBelieved(why="it gave no id_token")
        claims = self._proved(token)
        believe(claims, self.provider, errand.nonce, self._clock())
        return claims

    def _proved(self, token: str) -> Mapping[str, Any]:
        keys = self._keys_for(token)
        try:
            claims: Mapping[str, Any] = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(SIGNED)).claims
        except (JoseError, ValueError) as fault:
            raise NotBelieved(why="its signature is not good") from fault
        return claims

    def _keys_for(self, token: str) -> Any:
        """The provider's keys, asked for again if the one the token names is not among them."""
        named = _kid(token)
        with self._lock:
            known = self._keys
        if named is None or named not in {key.get("kid") for key in known["keys"]}:
            found = self._asked("GET", self.where()["jwks_uri"])
            signing = [key for key in found.get("keys", []) if isinstance(key, dict) and key.get("use", "sig") == "sig"]
            with self._lock:
                known = self._keys = {"keys": signing}
        return known

    def _asked(self, method: str, url: str, **said: Any) -> dict[str, Any]:
        try:
            with httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False, verify=self._trust) as http:
                answer = http.request(method, url, headers={"accept": "application/json"}, **said)
        except httpx2.HTTPError as fault:
            raise Unreachable(f"The identity provider does not answer: {fault!r}") from fault
        if answer.status_code >= 500:
            raise Unreachable(f"The identity provider answers {answer.status_code}.")
        try:
            found = answer.json()
        except ValueError:
            found = None
        if answer.status_code != 200 or not isinstance(found, dict):
            raise NotBelieved(why=f"it answered {answer.status_code}")
        return found


def _kid(token: str) -> str | None:
    """Which key a token says it is signed with."""
    head = token.partition(".")[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        raise NotBelieved(why="its token cannot be read") from None
    return said.get("kid") if isinstance(said, dict) else None
