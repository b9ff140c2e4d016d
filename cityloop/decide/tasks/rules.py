"""What may happen to a task. Pure."""

from enum import StrEnum

from cityloop.kit.errors import Refused


class State(StrEnum):
    waiting = "waiting"
    at_work = "at_work"
    finished = "finished"
    dropped = "dropped"  # what asked for it was called off before it was done


class NotNow(Refused):
    """A task that is {state} cannot be {move}."""


class ProofMissing(Refused):
    """Say in a note what was done{and_photo}: a second person will check it against that."""

    status = 422


OVER = (State.finished, State.dropped)


def taken(state: State) -> State:
    if state is not State.waiting:
        raise NotNow(state=state, move="taken")
    return State.at_work


def finished(state: State, *, note: str, photos: int, photo_needed: bool) -> State:
    """The state after the doer says it is done, with proof.

    >>> finished(State.at_work, note="封堵完成", photos=1, photo_needed=True)
    <State.finished: 'finished'>
    """
    if state is not State.at_work:
        raise NotNow(state=state, move="finished")
    if not note.strip() or (photo_needed and not photos):
        raise ProofMissing(and_photo=" and add a photo" if photo_needed else "")
    return State.finished
