"""Hands for stories told at the entrance: logging in as a program does, and an authenticator."""

from typing import Any

from cityloop.kit.facts import since
from cityloop.people.logins.rules import code_at, step_of
from tests.town import PASSWORD, Desk, Hands, Town


def enter(town: Town, login: str, password: str = PASSWORD, code: str = "", **headers: str) -> Any:
    """The answer to somebody who wants to log in; no cookie stays behind."""
    answer = town.http.post("/api/session", json={"login": login, "password": password, "code": code}, headers=headers)
    town.http.cookies.clear()
    return answer


def entered(town: Town, login: str, password: str = PASSWORD, code: str = "") -> Desk:
    answer = enter(town, login, password, code)
    assert answer.status_code == 200, answer.text
    return Desk(town.http, answer.json()["key"])


def shown(secret: str, clock: Hands, off: int = 0) -> str:
    """What an authenticator with this secret shows; `off` is how many steps its clock is ahead."""
    return code_at(secret, step_of(clock()) + off)


def with_authenticator(town: Town, desk: Desk, clock: Hands) -> tuple[str, list[str]]:
    """Set an authenticator up at this desk: its secret and the recovery codes."""
    secret = desk.post("/api/account/second-step").json()["secret"]
    answer = desk.post("/api/account/second-step/confirm", code=shown(secret, clock))
    assert answer.status_code == 200, answer.text
    clock.forward(seconds=30)
    return secret, answer.json()["codes"]


def said_by(town: Town, kind: str) -> list[dict[str, Any]]:
    """The facts of a kind: what they say, and by whom."""
    with town.city.glance(by="test") as work:
        return [row.body | {"by": row.by} for row in since(work.session, 0) if row.kind == kind]
