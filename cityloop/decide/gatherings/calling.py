"""The call: browsers that speak to each other, and what they say through the city to find each other."""

from typing import Any

from cityloop.decide.facts import VoiceChanged, VoiceJoined, VoiceLeft
from cityloop.decide.gatherings import actions, queries, rules
from cityloop.decide.gatherings.tables import Voice, Whisper
from cityloop.kit.errors import NotFound
from cityloop.kit.records import alone
from cityloop.kit.work import Work


def join(work: Work, gathering_id: int) -> Voice:
    """Speak in the call, as one of eight at most. Raises CallFull for the ninth."""
    gathering = queries.entered(work, gathering_id)
    alone(work.session, f"call {gathering_id}")
    actions.enter(work, gathering_id)
    if len(queries.voices(work, gathering.id)) >= rules.MOST_VOICES:
        raise rules.CallFull(most=rules.MOST_VOICES)
    voice = work.keep(Voice(gathering_id=gathering.id, login=work.by, began=work.now, seen=work.now))
    work.tell(VoiceJoined(gathering=gathering.id, voice=voice.id))
    return voice


def whisper(work: Work, gathering_id: int, voice_id: int, to: int, said: dict[str, Any]) -> None:
    """Say something to one other browser of the call."""
    queries.entered(work, gathering_id)
    own = queries.own_voice(work, gathering_id, voice_id)
    if to not in [one.id for one in queries.voices(work, gathering_id)]:
        raise NotFound(kind="voice", id=to)
    work.keep(Whisper(whom=to, who=own.id, said=said, at=work.now))


def change(work: Work, gathering_id: int, voice_id: int, *, muted: bool, camera: bool, sharing: bool) -> Voice:
    """Say whether one can be heard and seen, and whether one's screen is."""
    own = queries.own_voice(work, gathering_id, voice_id)
    if (own.muted, own.camera, own.sharing) != (muted, camera, sharing):
        own.muted, own.camera, own.sharing = muted, camera, sharing
        work.tell(VoiceChanged(gathering=gathering_id, voice=own.id, muted=muted, camera=camera, sharing=sharing))
    return own


def hear_of(work: Work, gathering_id: int, voice_id: int) -> None:
    """Note that a browser is still there."""
    queries.own_voice(work, gathering_id, voice_id).seen = work.now


def leave(work: Work, gathering_id: int, voice_id: int) -> None:
    own = queries.own_voice(work, gathering_id, voice_id)
    own.ended = work.now
    work.tell(VoiceLeft(gathering=gathering_id, voice=own.id, lost=False))


def sweep(work: Work) -> None:
    """Say of every browser that was heard of no more that it has left, and forget what was said to find each other."""
    for one in queries.silent(work):
        one.ended = work.now
        work.tell(VoiceLeft(gathering=one.gathering_id, voice=one.id, lost=True))
    actions.forget(work)
