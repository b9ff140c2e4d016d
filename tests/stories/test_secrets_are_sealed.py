"""What the city must be able to read again lies sealed: who has its database alone, or a backup of it, has no secret."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from typer.testing import CliRunner

from cityloop.app import backing, upgrading
from cityloop.app.cli import cli
from cityloop.app.scenarios import installed
from cityloop.app.settings import Settings
from cityloop.app.stores import engine_of, open_city
from cityloop.kit.keyring import FILE, MARK, KeyMissing, Keyring
from cityloop.people.channels import queries as channels
from cityloop.people.channels.actions import make
from cityloop.people.logins.actions import give_code
from cityloop.people.logins.rules import WrongCode
from cityloop.people.members.queries import by_login
from cityloop.sense.connectors import queries as connectors
from cityloop.sense.connectors.actions import make as connect
from tests.conftest import BOTH
from tests.people.doors import enter, shown, with_authenticator
from tests.town import Hands, Town

COLUMNS = (("second_step", "secret"), ("outlet_secret", "value"), ("connection_secret", "value"), ("city_key", "private"))
MAIL = {"host": "mail.example", "sender": "city@example.org", "user": "city"}


def said_in(connection: Connection) -> list[str]:
    return [said for table, column in COLUMNS for (said,) in connection.execute(text(f"select {column} from {table}"))]


def with_secrets(town: Town, clock: Hands) -> tuple[str, list[str]]:
    """An authenticator, a channel, a connector and a pair of keys for browsers: the secret and the codes of the first."""
    secret, codes = with_authenticator(town, town.desk("patrol"), clock)
    town.hire("keeper", "operator", "50")
    with town.city.work(by="keeper") as work:
        make(work, "mail", "mail", MAIL, {"password": "open sesame"})
        make(work, "push", "push", {"contact": "mailto:city@example.org"}, {})
        connect(work, "hook", "webhook", {}, {"key": "a shared secret of both"})
    return secret, codes


@BOTH
def test_the_database_holds_no_secret_and_the_city_still_reads_each(town: Town, clock: Hands) -> None:
    secret, _ = with_secrets(town, clock)
    with town.city.engine.connect() as connection:
        kept = said_in(connection)
    assert len(kept) == 4 and all(said.startswith(MARK) for said in kept)
    told = " ".join(kept)
    assert not [said for said in (secret, "open sesame", "a shared secret", "PRIVATE") if said in told]
    assert ((town.city.home / FILE).stat().st_mode & 0o077) == 0
    assert enter(town, "patrol", code=shown(secret, clock)).status_code == 200
    with town.city.glance(by="operator") as work:
        (mail,) = [one for one in channels.outlets(work) if one.name == "mail"]
        assert channels.secrets_of(work.session, mail.id) == {"password": "open sesame"}
        hook = connectors.named(work.session, "hook")
        assert hook and connectors.secrets_of(work.session, hook.id)["key"] == "a shared secret of both"
        key = channels.push_key(work.session)
        assert key and key.private.startswith("-----BEGIN PRIVATE KEY-----")


@BOTH
def test_the_key_is_rotated_while_the_city_is_served_and_the_one_before_the_last_is_good_for_nothing(
    town: Town, clock: Hands, database: str
) -> None:
    secret, _ = with_secrets(town, clock)
    first = Keyring(town.city.home).names
    with town.city.engine.connect() as connection:
        before = said_in(connection)
    other = open_city(Settings(home=town.city.home, database=database), installed(), clock)
    assert other.rotate_key() == 4
    other.engine.dispose()
    assert enter(town, "patrol", code=shown(secret, clock)).status_code == 200
    with town.city.engine.connect() as connection:
        assert not {*before} & {*said_in(connection)}
    assert Keyring(town.city.home).names[1:] == first
    town.city.rotate_key()
    assert first[0] not in Keyring(town.city.home).names
    with pytest.raises(KeyMissing):
        Keyring(town.city.home).opened(before[0])
    clock.forward(seconds=30)
    assert enter(town, "patrol", code=shown(secret, clock)).status_code == 200


def test_a_recovery_code_opens_where_the_key_is_lost(town: Town, clock: Hands) -> None:
    secret, codes = with_secrets(town, clock)
    (town.city.home / FILE).unlink()
    assert enter(town, "patrol", code=shown(secret, clock)).json()["error"] == "WrongCode"
    assert enter(town, "patrol", code=codes[0]).status_code == 200


def test_a_backup_holds_no_key_and_asks_for_the_one_of_then(town: Town, clock: Hands, tmp_path: Path) -> None:
    secret, codes = with_secrets(town, clock)
    about = backing.back_up(Settings(home=town.city.home), tmp_path / "backup", clock())
    assert about.key == Keyring(town.city.home).names[0]
    assert not [path for path in (tmp_path / "backup").rglob("*") if FILE in path.name]
    refused = CliRunner().invoke(cli, ["restore", str(tmp_path / "backup"), "--home", str(tmp_path / "again")])
    assert (refused.exit_code, about.key in refused.output) == (1, True)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / FILE).write_text((town.city.home / FILE).read_text())
    backing.restore(tmp_path / "backup", Settings(home=tmp_path / "again"))
    backing.restore(tmp_path / "backup", Settings(home=tmp_path / "keyless"), keyless=True)
    clock.forward(seconds=30)
    for home, code, good in (
        ("again", shown(secret, clock), True),
        ("keyless", shown(secret, clock), False),
        ("keyless", codes[1], True),
    ):
        city = open_city(Settings(home=tmp_path / home), installed(), clock)
        try:
            with city.work(by="patrol") as work:
                member = by_login(work, "patrol")
                assert member
                give_code(work, member.id, code)
            assert good
        except WrongCode:
            assert not good
        finally:
            city.engine.dispose()


@BOTH
def test_an_older_city_is_sealed_when_it_is_brought_up_and_opened_when_it_is_taken_down(
    town: Town, clock: Hands, database: str
) -> None:
    secret, _ = with_secrets(town, clock)
    engine = engine_of(Settings(home=town.city.home, database=database))
    (step,) = (upgrading.STEPS / "versions").glob("*_sealed_secrets.py")
    before = upgrading.steps()[upgrading.steps().index(step.name[:4]) - 1]
    town.city.engine.dispose()
    upgrading.take_down(engine, before)
    with engine.connect() as connection:
        plain = said_in(connection)
    assert plain[:3] == [secret, "open sesame", "a shared secret of both"] and "PRIVATE KEY" in plain[3]
    upgrading.bring_up(engine)
    with engine.connect() as connection:
        assert all(said.startswith(MARK) for said in said_in(connection))
    engine.dispose()
    assert enter(town, "patrol", code=shown(secret, clock)).status_code == 200
