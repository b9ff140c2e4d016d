from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from cityloop.decide.cases import queries as cases
from cityloop.decide.cases.queries import Case
from cityloop.decide.dispatch.rules import rungs
from cityloop.decide.suggestions import rules
from cityloop.decide.suggestions.rules import Candidate, Ranked
from cityloop.decide.tasks import queries as tasks
from cityloop.kit.distances import apart_m
from cityloop.kit.work import Work
from cityloop.people.access.queries import held
from cityloop.people.duties import queries as duties
from cityloop.people.duties.rules import under
from cityloop.people.leaves import queries as leaves
from cityloop.people.members import queries as members
from cityloop.people.members.queries import Member
from cityloop.people.rosters import queries as rosters
from cityloop.people.whereabouts import queries as whereabouts
from cityloop.places.areas import queries as areas
from cityloop.rulebook import Level
from cityloop.rulebook.assigning import on

SINCE = timedelta(days=365)  # how long ago experience counts
ASKING = ("dispatcher", "shift_leader", "acceptor", "leader")


def may_ask(work: Work, case: Case) -> bool:
    """Whether the one who works may know who is where: those who hand work out there, and who holds the case."""
    return under(held(work), (*ASKING, case.duty), case.held_at or case.area) is not None


def of_case(work: Work, case: Case, duty: str, limit: int) -> list[Ranked]:
    """Who holds the duty over the case's place and is not away, best first."""
    areas_of = {
        login: rung for rung in reversed(list(rungs(case.area, Level.grid))) for login, _ in duties.holders(work, duty, rung)
    }
    known = members.by_logins(work, list(areas_of))
    away = leaves.now(work, [one.id for one in known.values()])
    free = {login: areas_of[login] for login, one in known.items() if one.id not in away}
    numbers = on(work.rulebook.amendments, work.today, case.area)
    return rules.ranked(_candidates(work, case, duty, free, known), numbers)[:limit]


def _candidates(work: Work, case: Case, duty: str, free: dict[str, str], known: dict[str, Member]) -> list[Candidate]:
    places = whereabouts.of(work, list(free))
    loads = tasks.at_work_by(work, list(free))
    done, alike = _experience(work, case, list(free))
    serving = rosters.on_turn(work, duty, case.area)
    return [
        Candidate(
            login=login,
            area=area,
            metres=apart_m((case.lon, case.lat), places.get(login) or middle(work, area)),
            said=login in places,
            load=loads[login],
            done=done[login],
            alike=alike[login],
            skilled=bool(case.category_code) and case.category_code in known[login].skills,
            on_duty=None if serving is None else known[login].id in serving,
        )
        for login, area in free.items()
    ]


def _experience(work: Work, case: Case, logins: Collection[str]) -> tuple[Counter[str], Counter[str]]:
    """How many tasks of the case's category each has finished, and of the other categories of its class."""
    same, alike = Counter[str](), Counter[str]()
    for login, category, count in cases.finished_by(work, logins, case.category_code[:3], work.now - SINCE):
        (same if category == case.category_code else alike)[login] += count
    return same, alike


def middle(work: Work, code: str) -> tuple[float, float] | None:
    """A place inside an area, none for the whole city."""
    if len(code) < Level.district.digits:
        return None
    point = areas.outline(work, code).representative_point()
    return float(point.x), float(point.y)
