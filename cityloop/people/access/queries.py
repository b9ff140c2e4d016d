from collections.abc import Collection, Sequence

from cityloop.kit.errors import NotAllowed
from cityloop.kit.work import Work
from cityloop.people.access.rules import Scope, scope
from cityloop.people.duties.queries import held_by
from cityloop.people.duties.rules import under


def scope_of(work: Work) -> Scope:
    """What the one who works may see."""
    overseeing = {duty.name for duty in work.rulebook.duties.values() if duty.oversees}
    return scope(held_by(work, work.by), overseeing)


def may(work: Work, duties: Collection[str], area: str) -> bool:
    """Whether the one who works holds one of the duties over the area. If only a colleague's post allows it, what is told
    from here on is signed with both names."""
    post = under(held_by(work, work.by), duties, area)
    if post and post.acting_for:
        work.acting_for.add(post.acting_for)
    return post is not None


def require(work: Work, duty: str, area: str) -> None:
    """Refuse anyone who does not hold the duty over the area."""
    if not may(work, (duty,), area):
        raise NotAllowed(why=f"Only who holds the duty {duty} over area {area} may do this.")


def require_any(work: Work, duties: Sequence[str], area: str) -> None:
    """Refuse anyone who holds none of these duties over the area."""
    if not may(work, duties, area):
        raise NotAllowed(why=f"Only who holds one of the duties {', '.join(duties)} over area {area} may do this.")
