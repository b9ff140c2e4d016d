from collections.abc import Sequence

from cityloop.kit.errors import NotAllowed
from cityloop.kit.work import Work
from cityloop.people.access.rules import Scope, scope
from cityloop.people.duties.queries import held_by


def scope_of(work: Work) -> Scope:
    """What the one who works may see."""
    overseeing = {duty.name for duty in work.rulebook.duties.values() if duty.oversees}
    return scope(held_by(work, work.by), overseeing)


def require(work: Work, duty: str, area: str) -> None:
    """Refuse anyone who does not hold the duty over the area."""
    if not any(held.duty == duty and area.startswith(held.area) for held in held_by(work, work.by)):
        raise NotAllowed(why=f"Only who holds the duty {duty} over area {area} may do this.")


def require_any(work: Work, duties: Sequence[str], area: str) -> None:
    """Refuse anyone who holds none of these duties over the area."""
    if not any(held.duty in duties and area.startswith(held.area) for held in held_by(work, work.by)):
        raise NotAllowed(why=f"Only who holds one of the duties {', '.join(duties)} over area {area} may do this.")
