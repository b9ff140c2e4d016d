from datetime import UTC, date

from cityloop.kit import signing
from cityloop.kit.errors import Unreadable
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require, require_any
from cityloop.supervise.facts import CityKeyRotated, PeriodCorrected, PeriodFrozen
from cityloop.supervise.periods import queries, rules
from cityloop.supervise.periods.tables import Correction, Period
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.rules import Kind, stretch

FREEZERS = ("leader", "rule_board")
CITY = "50"


def freeze(work: Work, area: str, kind: Kind, day: date) -> Period:
    """Freeze the stretch in which the day lies: definitions, cases, looks and numbers, under the city's signature."""
    require_any(work, FREEZERS, area)
    asked = stretch(kind, day)
    if work.now < asked.until:
        raise rules.NotOver
    alone(work.session, f"period {area} {kind} {asked.first}")
    if queries.of(work, area, asked):
        raise rules.FrozenBefore
    book = yardsticks.book(work, asked.first)
    kept = yardsticks.tables(work, area, asked, work.now, whole=True, people=True)
    numbers = queries.counted(book, kept, asked, work.now)
    bodies = [(key.partition(" ")[0], body) for key, body in book.bodies.items()]
    contents = (rules.as_parquet(kept.cases), rules.as_parquet(kept.looks), rules.canonical(bodies), rules.canonical(numbers))
    files = {name: work.files.keep(content) for name, content in zip(rules.FILES, contents, strict=True)}
    about = {"area": area, "kind": kind.value, "first": asked.first.isoformat(), "as_of": work.now.astimezone(UTC).isoformat()}
    content = rules.canonical({**about, "book": book.digest, "files": files})
    key = signing.key_now(work.session, work.now)
    period = Period(
        area=area, kind=kind, first=asked.first, as_of=work.now, by=work.by, cases=kept.cases.num_rows,
        manifest=work.files.keep(content), signed=signing.signed(work.session, key, content), key_id=key.id,
    )  # fmt: skip
    work.keep(period)
    work.tell(PeriodFrozen(period=period.id, manifest=period.manifest))
    return period


def correct(work: Work, period_id: int, reason: str) -> Correction:
    """Add to a frozen period what today's records say otherwise. What was frozen stays."""
    period = queries.get(work, period_id)
    require_any(work, FREEZERS, period.area)
    if not reason.strip():
        raise Unreadable(why="Please give a reason.")
    found = queries.compared(work, period)
    cases = [{"case": one.case, "columns": one.columns} for one in found.cases]
    name = work.files.keep(rules.canonical({"cases": cases, "numbers": found.numbers}))
    made = Correction(period_id=period.id, at=work.now, by=work.by, reason=reason.strip(), cases=len(cases), file=name)
    work.keep(made)
    work.tell(PeriodCorrected(period=period.id, correction=made.id, file=name))
    return made


def rotate_key(work: Work) -> signing.SigningKey:
    """Sign with a new key from now on; what was signed before is verified with the old one."""
    require(work, "rule_board", CITY)
    key = signing.rotate(work.session, work.now)
    work.tell(CityKeyRotated(key=key.id, public=key.public))
    return key
