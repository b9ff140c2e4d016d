"""Settings: where this city lives and what it listens on. From `city.toml` in its home, then from the environment."""

import os
import time
import tomllib
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cityloop.people.logins.rules import Signing
from cityloop.people.providers.rules import Provider


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (the one place where the wall clock is asked)


def beat() -> float:
    """Seconds from anywhere on, which no change of the clock disturbs: for who must notice a silence."""
    return time.monotonic()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`CITYLOOP_PORT` overrides `port`, and so on."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    database: str = ""  # a SQLAlchemy address; empty is SQLite in the home
    door: str = ""  # where the process that holds the reading log answers, for those that serve the web beside it
    public: str = ""  # the address others call the city by, such as https://city.example; empty is what each calls it
    inner: str = ""  # networks inside that notices may be sent to, with commas: 10.2.0.0/16, 127.0.0.1
    mqtt_host: str = "127.0.0.1"
    mqtt_port: int = 1883  # 0: MQTT is not spoken
    mqtts_port: int = 0  # MQTT over TLS, on `host`; 0: not spoken
    mqtts_certificate: str = "mqtts.crt"  # PEM files, in the home or by a whole path
    mqtts_key: str = "mqtts.key"
    idle_min: int = 60  # a session ends when nobody was there for so long
    sitting_h: int = 12  # and after so long in any case
    second_step: str = ""  # the duties that ask for a second step at login, with commas; `all` is everyone
    proxies: str = ""  # addresses of proxies whose word is taken for where somebody comes from, with commas
    helpers: str = ""  # servers by which browsers in a call find each other, with commas: stun:…, turn:…
    turn_secret: str = ""  # what this city and its TURN server share; better in the environment than in a file
    oidc_issuer: str = ""  # the city's identity provider; empty is none
    oidc_client_id: str = "cityloop"
    oidc_secret: str = ""  # better in the environment than in a file
    oidc_claim: str = "preferred_username"  # which claim is the login of a member
    oidc_name: str = "OIDC"  # what it is called on the login page
    oidc_join: int = 0  # 1: who is not known becomes a member without posts

    @property
    def provider(self) -> Provider | None:
        """The city's identity provider, if it has one."""
        if not self.oidc_issuer:
            return None
        return Provider(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            secret=self.oidc_secret,
            claim=self.oidc_claim,
            name=self.oidc_name,
            join=bool(self.oidc_join),
        )

    @property
    def call_helpers(self) -> tuple[tuple[str, ...], str]:
        """The servers by which browsers in a call find each other, and what the city shares with those that relay."""
        return tuple(url.strip() for url in self.helpers.split(",") if url.strip()), self.turn_secret

    @property
    def signing(self) -> Signing:
        """What is set about logging in."""
        return Signing(
            idle=timedelta(minutes=self.idle_min),
            sitting=timedelta(hours=self.sitting_h),
            second_step=_names(self.second_step),
            proxies=_names(self.proxies),
        )

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / 'city.db'}"


def _names(said: str) -> frozenset[str]:
    return frozenset(name.strip() for name in said.split(",") if name.strip())


def settings(home: Path) -> Settings:
    home = home.expanduser().resolve()
    found = Settings(home=home)
    file = home / "city.toml"
    said = tomllib.loads(file.read_text()) if file.exists() else {}
    for field in fields(Settings):
        value = os.environ.get(f"CITYLOOP_{field.name.upper()}", said.get(field.name))
        if value is not None and field.name != "home":
            found = replace(found, **{field.name: type(getattr(found, field.name))(value)})
    return found
