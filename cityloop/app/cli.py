"""The command line of a city."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from cityloop.app import backing, serving
from cityloop.app.city import City
from cityloop.app.founding import admit_member, bring_standards, draw_map, found
from cityloop.app.ground import ground_of
from cityloop.app.roles import Role
from cityloop.app.scenarios import installed
from cityloop.app.settings import beat, clock, settings
from cityloop.app.stores import go_back, open_city
from cityloop.app.stores import serving as among_those_serving
from cityloop.decide.clocks import queries as clocks
from cityloop.kit import seals
from cityloop.kit.errors import Refused
from cityloop.people.books.actions import bring as bring_people
from cityloop.people.books.sheets import read as read_people
from cityloop.people.logins.actions import set_password
from cityloop.places.areas.actions import adopt_kept, bring
from cityloop.places.areas.importing import read_areas
from cityloop.places.microgrids import actions as microgrids
from cityloop.places.microgrids.rules import read as read_microgrids
from cityloop.sense.devices.actions import bring as bring_devices
from cityloop.sense.devices.sheets import read_sheet, written
from cityloop.sense.sources.actions import admit

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True, help="Bring what the city has in files of its own.")
cli.add_typer(imports, name="import")
console = Console()

Home = Annotated[Path, typer.Option("--home", envvar="CITYLOOP_HOME", help="The city's folder.")]
HERE = Path("var/city")
ROWS_AT_ONCE = 5000  # of a sheet, in one transaction


@contextmanager
def opened(home: Path, role: Role = Role.all) -> Iterator[City]:
    """The city of that home; a refusal is said as a sentence."""
    with refusals():
        city = open_city(settings(home), installed(), holds_log=role.holds_log)
    try:
        with refusals():
            yield city
    finally:
        city.frames.close()
        city.engine.dispose()


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal is said as a sentence."""
    try:
        yield
    except Refused as refused:
        console.print(f"[red]{refused}[/red]", soft_wrap=True)
        raise typer.Exit(1) from None


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


@cli.command()
def serve(
    home: Home = HERE,
    demo: Annotated[bool, typer.Option(help="People and readings made up.")] = False,
    role: Annotated[Role, typer.Option(help="What this process does where several serve the city.")] = Role.all,
) -> None:
    """Serve the city: the door, the loop and the web, or one of them."""
    with opened(home, role) as city, among_those_serving(city.engine, role):
        if role.holds_log:
            with progress("绘制地图 Drawing the map") as shown:
                draw_map(city, shown)
        password = found(city, home / "demo-password") if demo and role.holds_log else ""
        serving.serve(city, settings(home), console, password, role)


@cli.command()
def token(
    name: str,
    home: Home = HERE,
    rotate: Annotated[bool, typer.Option("--rotate", help="The token before is good for another 24 hours.")] = False,
) -> None:
    """Print a token with which the source NAME may bring readings; an older one of that name ends."""
    with opened(home) as city, city.work(by="operator") as work:
        typer.echo(admit(work, name, rotate=rotate))


@cli.command()
def join(
    login: str,
    name: str,
    duty: str,
    area: str,
    home: Home = HERE,
    password: Annotated[str, typer.Option(help="Asked for if it is not said here.")] = "",
    one_time: Annotated[bool, typer.Option("--one-time", help="Print a password that is good once, in place of asking.")] = False,
) -> None:
    """Admit a member who holds DUTY in AREA (a code; 50 is the whole city). Called again, it gives a further post."""
    if not one_time and not password:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with opened(home) as city, city.work(by="operator") as work:
        member = admit_member(work, login, name, duty, area, "" if one_time else password)
        if one_time:
            typer.echo(set_password(work, member))


@cli.command()
def verify(
    backup: Annotated[Path | None, typer.Argument(help="A backup that is to be held against what it says it holds.")] = None,
    home: Home = HERE,
) -> None:
    """Prove that no fact was changed or removed, and name the first line that was; or that a BACKUP is whole."""
    if backup:
        with refusals():
            about = backing.checked(backup)
        console.print(f"{len(about.files)} files, {_size(about.size)}, none changed, none missing.", soft_wrap=True)
        console.print(f"{about.facts} facts as of {about.made}. Chain {about.chain}", soft_wrap=True)
        return
    with opened(home) as city, city.glance(by="operator") as work:
        broken = next(chain(seals.breaks(work.session), clocks.torn(work)), None)
        if broken:
            console.print(f"[red]{broken}[/red]")
            raise typer.Exit(1)
        count, newest = seals.standing(work.session)
        console.print(f"{count} facts, none changed, none removed. Chain {newest}", soft_wrap=True)


@cli.command()
def backup(target: Path, home: Home = HERE) -> None:
    """Copy the city into the folder TARGET, while it is served or not."""
    began = beat()
    with refusals():
        about = backing.back_up(settings(home), target, clock())
    console.print(
        f"{target}: {len(about.files)} files, {_size(about.size)}, {sum(about.tables.values())} rows of tables, ", end=""
    )
    console.print(f"{about.facts} facts, in {beat() - began:.1f} s. Chain {about.chain}", soft_wrap=True)


@cli.command()
def restore(
    source: Path,
    home: Home = HERE,
    without_key: Annotated[bool, typer.Option("--without-key", help="The city.key of then is lost.")] = False,
) -> None:
    """Make a city of a backup, in a home and a database that are empty."""
    began = beat()
    with refusals(), progress("取回 Restoring") as shown:
        rows = Counter[str]()

        def came(more: int) -> None:
            rows["all"] += more
            shown(rows["all"], 0)

        about = backing.restore(source, settings(home), came, keyless=without_key)
    took = f"in {beat() - began:.1f} s"
    console.print(f"{about.facts} facts as of {about.made}, {_size(about.size)}, {took}. Chain {about.chain}", soft_wrap=True)


def _size(length: int) -> str:
    return f"{length / 1e6:,.1f} MB"


@cli.command()
def rotate_key(home: Home = HERE) -> None:
    """Seal the city's secrets with a new key, while it is served or not. Keep a copy of city.key apart from the backups."""
    with opened(home) as city:
        console.print(f"{city.rotate_key()} secrets are sealed with a new key.")


@cli.command()
def unstick(reader: str, home: Home = HERE) -> None:
    """Let a reader that is stuck try again."""
    with opened(home) as city:
        city.unstick(reader)


@cli.command()
def downgrade(step: str, home: Home = HERE) -> None:
    """Take the tables down to STEP for an older release, while nobody serves. What that one knows nothing of is lost."""
    with refusals():
        go_back(settings(home), step)
    console.print(f"The tables are at step {step}. The next start of this release brings them up again.", soft_wrap=True)


@imports.command()
def devices(
    file: Annotated[Path, typer.Argument(exists=True, help="CSV or Excel sheet of devices, one a row.")],
    home: Home = HERE,
    report: Annotated[Path | None, typer.Option(help="Where to write what became of each row, as CSV.")] = None,
) -> None:
    """Register devices from a sheet of any length; what cannot be registered is refused row by row, with why."""
    counted: Counter[str] = Counter()
    with opened(home) as city, progress("导入设备 Bringing devices") as shown, file.open("rb") as sheet:
        lines = read_sheet(sheet, file.name)
        with report.open("w", encoding="utf-8", newline="") if report else nullcontext() as kept:
            while some := list(islice(lines, ROWS_AT_ONCE)):
                with city.work(by="operator") as work:
                    told = bring_devices(work, some, by_operator=True)
                counted.update(one.verdict for _, one in told)
                shown(counted.total(), 0)
                if kept:
                    kept.write(written((row, *one) for row, one in told))
    console.print(", ".join(f"{count} {verdict}" for verdict, count in counted.items()) or "The sheet has no rows.")


@imports.command()
def standards(
    file: Annotated[Path, typer.Argument(exists=True, help="CSV or Excel sheet of the city's book, a line a row.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day from which it holds.")],
    home: Home = HERE,
) -> None:
    """Adopt a sheet as the city's book of standards: all of it, or nothing while a row is refused."""
    with opened(home) as city, city.work(by="operator") as work:
        brought = bring_standards(work, file.read_bytes(), since.date(), file.name)
        refused = [read for read, verdict in brought.verdicts if verdict == "refused"]
        for read in refused:
            console.print(f"row {read.row}: {read.said} {read.reason}", soft_wrap=True)
        if refused:
            console.print(f"[red]{len(refused)} rows are refused, so nothing is adopted.[/red]")
            raise typer.Exit(1)
        change = brought.change
        console.print(f"{len(change.added)} added, {len(change.changed)} changed, {len(change.gone)} gone.")


@imports.command()
def people(
    file: Annotated[Path, typer.Argument(exists=True, help="Excel workbook of agencies, members, posts and teams.")],
    home: Home = HERE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each row.")] = False,
) -> None:
    """Bring agencies, members, posts and grid teams, also those that began in the past, row by row."""
    with opened(home) as city, city.work(by="operator") as work:
        told = bring_people(work, ground_of(work), read_people(file.read_bytes()), by_operator=True)
        for one in (one for one in told if one.verdict != "same"):
            console.print(f"{one.kind} row {one.row}: {one.verdict} {one.about} {one.reason}", soft_wrap=True)
        if dry_run:
            work.session.rollback()
    counted = Counter(one.verdict for one in told)
    console.print(", ".join(f"{count} {verdict}" for verdict, count in counted.items()))


@imports.command(name="microgrids")
def micro_grids(
    file: Annotated[Path, typer.Argument(exists=True, help="CSV or Excel sheet: code, name, lon, lat, households.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day from which they are so.")],
    home: Home = HERE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each row.")] = False,
) -> None:
    """Add and change micro-grids from a day on, row by row; one without a code is given the next of its grid."""
    with opened(home) as city, city.work(by="operator") as work:
        told = microgrids.bring(work, read_microgrids(file.read_bytes()), since.date(), lambda area: None)
        for one in (one for one in told if one.verdict == "refused"):
            console.print(f"row {one.row}: {one.code} {one.why}", soft_wrap=True)
        if dry_run:
            work.session.rollback()
    counted = Counter(one.verdict for one in told)
    console.print(", ".join(f"{count} {verdict}" for verdict, count in counted.items()) or "The sheet has no rows.")


@imports.command()
def areas(
    file: Annotated[Path, typer.Argument(exists=True, help="GeoPackage, GeoJSON or Shapefile of areas of one level.")],
    home: Home = HERE,
    code: Annotated[str | None, typer.Option(help="The column of codes, if it is not found by itself.")] = None,
    name: Annotated[str | None, typer.Option(help="The column of names, likewise.")] = None,
    layer: Annotated[str | None, typer.Option(help="The layer, if the file has several.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a Shapefile that does not say, often GBK.")] = None,
    redraw: Annotated[bool, typer.Option("--redraw", help="Surveyed areas below may be lost and drawn anew.")] = False,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day they hold from; today if none.")] = None,
) -> None:
    """Replace districts, streets, communities or grids by surveyed ones, all of a parent at once; from the top down."""
    with opened(home) as city:
        with progress("导入网格 Bringing areas") as shown, city.glance(by="operator") as work:
            brought = read_areas(file, code, name, layer, encoding)
            kept = bring(work, brought, redraw=redraw, progress=shown)
        with city.work(by="operator") as work:
            note = f"{file.name}: {kept.surveyed} areas surveyed, {kept.drawn} below drawn."
            survey = adopt_kept(work, kept, note, since.date() if since else None)
        when = f"from {survey.since} on"
        console.print(f"Survey {survey.id} holds {when}: {kept.surveyed} areas surveyed, {kept.drawn} below drawn anew.")
