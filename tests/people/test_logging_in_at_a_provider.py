"""Logging in at a real identity provider: a certified one, in a process of its own, with its own pages."""

import gc
import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from cityloop.app.settings import clock as wall_clock
from cityloop.kit.errors import Refused, Unreadable
from cityloop.people.providers.rules import NoMember, NotBelieved, Provider, believe, who
from tests.people.doors import said_by
from tests.town import Hands, Town

HERE = Path(__file__).parent / "provider"
BACK = "http://testserver/api/session/oidc/back"
SECRET = "a secret of the tests"


def keys(folder: Path, kid: str) -> Path:
    """A file of one private key of that name."""
    file = folder / f"{kid}.json"
    key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})
    file.write_text(json.dumps({"keys": [key.as_dict(private=True)]}))
    return file


@contextmanager
def running(port: int, keys: Path) -> Iterator[None]:
    """The provider, until the end of the block."""
    command = ["node", str(HERE / "serve.js"), str(port), BACK, "http://testserver/login", str(keys)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout
            heard = next((line for line in iter(process.stdout.readline, "") if "ready" in line or "rror" in line), "")
            assert "ready" in heard, heard
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # node may have been begun by a wrapper of its own


@pytest.fixture(scope="module")
def installed() -> None:
    if not (HERE / "node_modules" / "oidc-provider").exists():
        assert "CI" not in os.environ, "tools/services installs the provider"
        pytest.skip("The identity provider is not installed here: tools/services does it.")


@pytest.fixture
def port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def founded(installed: None, tmp_path: Path, town_map: Path, port: int) -> Callable[..., Any]:
    """Founds a town that knows the provider; its clock is the provider's."""

    @contextmanager
    def found(**about: Any) -> Iterator[Town]:
        provider = Provider(issuer=f"http://127.0.0.1:{port}", client_id="cityloop", secret=SECRET, **about)
        with Town.founded(tmp_path / "city", town_map, Hands(wall_clock()), provider=provider) as town:
            yield town
            town.http.cookies.clear()
        gc.collect()  # a connection left open is said of the story that left it

    return found


def through(town: Town, login: str) -> str:
    """A browser at the provider: begun here, logged in and agreed there. The address it is sent back to."""
    sent = town.http.get("/api/session/oidc", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    there = sent.headers["location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    with httpx2.Client(follow_redirects=False, trust_env=False) as browser:
        answer = browser.get(there)
        for _ in range(12):
            if answer.is_redirect:
                to = urljoin(str(answer.url), answer.headers["location"])
                if to.startswith(BACK):
                    return to
                answer = browser.get(to)
            else:
                form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
                assert form, answer.text[:500]
                prompt = re.findall(r'name="prompt" value="(\w+)"', answer.text)
                said = {"prompt": prompt[0], "login": login, "password": "any"}
                answer = browser.post(urljoin(str(answer.url), unescape(form[1])), data=said)
    raise AssertionError("the provider sends nobody back")


def come_back(town: Town, address: str) -> str:
    """Where the city sends the browser then."""
    return str(town.http.get(address, follow_redirects=False).headers["location"])


def test_a_member_comes_in_by_the_provider_and_leaves_it_too(founded: Any, tmp_path: Path, port: int) -> None:
    with running(port, keys(tmp_path, "one")), founded(name="市统一认证") as town:
        assert town.http.get("/api/session/ways").json() == {"provider": "市统一认证"}
        back = through(town, "patrol")
        answer = town.http.get(back, follow_redirects=False)
        said = "; ".join(answer.headers.get_list("set-cookie")).lower()
        assert answer.headers["location"] == "/" and "samesite=strict" in said and "httponly" in said
        assert town.http.get("/api/session").json()["login"] == "patrol"
        assert [fact["way"] for fact in said_by(town, "LoggedIn")] == ["oidc"]
        onward = town.http.delete("/api/session").json()["onward"]
        assert onward.startswith(f"http://127.0.0.1:{port}/session/end?client_id=cityloop")
        assert httpx2.get(onward, trust_env=False).status_code == 200
        assert come_back(town, back) == "/login?said=NotThisLogin"  # its cookie is gone


def test_a_code_is_good_once_and_only_where_it_was_asked_for(founded: Any, tmp_path: Path, port: int) -> None:
    with running(port, keys(tmp_path, "one")), founded() as town:
        back = through(town, "patrol")
        errand = dict(town.http.cookies)
        town.http.cookies.clear()
        assert come_back(town, back) == "/login?said=NotThisLogin"  # another browser
        town.http.cookies.update(errand)
        assert come_back(town, re.sub(r"state=[^&]+", "state=other", back)) == "/login?said=NotThisLogin"
        town.http.cookies.update(errand)
        assert come_back(town, re.sub(r"iss=[^&]+", "iss=http%3A%2F%2Felsewhere", back)) == "/login?said=NotThisLogin"
        state, nonce, _ = errand["cityloop_errand"].split(".")
        town.http.cookies.update({"cityloop_errand": f"{state}.{nonce}.{'x' * 43}"})
        assert come_back(town, back) == "/login?said=NotBelieved"  # the provider wants the verifier of PKCE
        assert said_by(town, "LoggedIn") == []


def test_who_is_no_member_is_refused_or_joins_without_posts(founded: Any, tmp_path: Path, port: int) -> None:
    with running(port, keys(tmp_path, "one")), founded() as town:
        assert come_back(town, through(town, "nobody")) == "/login?said=NoMember"


def test_where_it_is_set_so_who_is_not_known_joins(founded: Any, tmp_path: Path, port: int) -> None:
    with running(port, keys(tmp_path, "one")), founded(join=True) as town:
        assert come_back(town, through(town, "nobody")) == "/"
        me = town.http.get("/api/session").json()
        assert (me["login"], me["name"], me["posts"]) == ("somebody.else", "Somebody Else", [])
        assert town.http.get("/api/cases").json() == []


def test_the_provider_changes_its_keys_and_goes_away_and_comes_back(founded: Any, tmp_path: Path, port: int) -> None:
    with founded() as town:
        assert come_back(town, "/api/session/oidc") == "/login?said=Unreachable"
        with running(port, keys(tmp_path, "one")):
            assert come_back(town, through(town, "patrol")) == "/"
        with running(port, keys(tmp_path, "two")):
            assert come_back(town, through(town, "patrol")) == "/"
            back = through(town, "patrol")
        assert come_back(town, back) == "/login?said=Unreachable"
        assert town.http.get("/api/session").status_code == 200


def test_a_city_without_a_provider_says_so(town: Town) -> None:
    assert town.http.get("/api/session/ways").json() == {"provider": ""}
    assert come_back(town, "/api/session/oidc") == "/login?said=NoProvider"
    assert come_back(town, BACK) == "/login?said=NoProvider"


PROVIDER = Provider(issuer="https://id.example", client_id="cityloop", secret="s")
NOW = Hands.at("2026-03-02 08:00")()
GOOD = {"iss": PROVIDER.issuer, "aud": "cityloop", "nonce": "n", "iat": NOW.timestamp(), "exp": NOW.timestamp() + 300}
BAD: list[dict[str, Any]] = [
    {"iss": "https://id.example.evil"}, {"aud": "other"}, {"aud": ["cityloop", "other"]}, {"azp": "other"}, {"nonce": "m"},
    {"exp": NOW.timestamp() - 61}, {"iat": NOW.timestamp() + 61}, {"exp": None}, {"aud": None}, {"nonce": None},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_token_for_another_city_login_or_time_is_not_believed(bad: dict[str, Any]) -> None:
    believe(GOOD, PROVIDER, "n", NOW + timedelta(seconds=300))
    believe(GOOD | {"aud": ["cityloop", "other"], "azp": "cityloop"}, PROVIDER, "n", NOW)
    with pytest.raises(NotBelieved):
        believe(GOOD | bad, PROVIDER, "n", NOW)


def test_mail_counts_only_if_the_provider_has_seen_it(tmp_path: Path) -> None:
    by_mail = Provider(issuer="https://id.example", client_id="c", secret="s", claim="email")
    assert who({"email": "a@b.example", "email_verified": True}, by_mail) == "a@b.example"
    for said in ({"email": "a@b.example"}, {"email": "a@b.example", "email_verified": "true"}, {"email": ["a"]}, {}):
        with pytest.raises(NoMember):
            who(said, by_mail)


def test_what_the_clients_secret_or_nobody_signed_is_no_signature(tmp_path: Path) -> None:
    from joserfc.jwk import OctKey

    from cityloop.people.providers.asking import Asking

    asking = Asking(PROVIDER, lambda: NOW)
    public = KeySet.import_key_set(json.loads(keys(tmp_path, "one").read_text())).as_dict(private=False)
    asking._keys = dict(public)
    forged = jwt.encode({"alg": "HS256", "kid": "one"}, GOOD, OctKey.import_key(json.dumps(public)))
    unsigned = "eyJhbGciOiJub25lIiwia2lkIjoib25lIn0." + forged.split(".")[1] + "."
    for token in (forged, unsigned):
        with pytest.raises(Refused):
            asking._proved(token)


def test_a_provider_is_not_asked_in_the_clear() -> None:
    with pytest.raises(Unreadable):
        Provider(issuer="http://id.example", client_id="c", secret="s")
