from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath

from cityloop.kit.http import REFUSALS, Desk
from cityloop.people.access.queries import require
from cityloop.people.channels import queries as channels
from cityloop.people.channels.actions import CITY, DUTY
from cityloop.people.members.queries import get as member_of
from cityloop.people.notices import actions, queries
from cityloop.people.notices.letters import address_of, texts
from cityloop.people.notices.posting import habits_of
from cityloop.people.notices.rules import Habit, State
from cityloop.people.notices.schemas import (
    AboutIn,
    AddressIn,
    AddressOut,
    ChannelHealthOut,
    HabitIn,
    HushOut,
    LetterOut,
    NoticeOut,
    OutboxOut,
    OutOfReach,
    OwnNoticeOut,
    PushKeyOut,
    SubscriptionIn,
    SubscriptionOut,
    TokenIn,
    UrgentIn,
)
from cityloop.people.notices.tables import Subscription

router = APIRouter(prefix="/api/notices", tags=["people"], responses=REFUSALS)

Id = Annotated[int, InPath(ge=1, lt=2**31)]

# the outbox ---------------------------------------------------------------------------------------------------------


@router.get("")
def list_notices(
    work: Desk,
    state: State | None = None,
    channel: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    before: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[NoticeOut]:
    """The outbox as the operators of an area see it, newest first; `before` is the last number of the page before."""
    return queries.seen(work, state=state or "", outlet=channel, before=before, limit=limit)


@router.get("/outbox")
def outbox(work: Desk) -> OutboxOut:
    """How the outbox stands, for operators: how many notices of each state, and whom nothing reaches."""
    reach = [OutOfReach(login=login, name=name) for login, name in queries.out_of_reach(work)]
    return OutboxOut(counts=dict(queries.counts(work)), out_of_reach=reach)


@router.get("/health")
def channels_health(work: Desk) -> list[ChannelHealthOut]:
    """How every channel does, for the operators of the city."""
    require(work, DUTY, CITY)
    return [ChannelHealthOut(**about) for about in queries.health(work)]


@router.post("/{notice_id}/again")
def send_again(work: Desk, notice_id: Id) -> NoticeOut:
    """Let a notice that was given up, or of which nobody knows, be tried anew: an operator decides that."""
    return queries.shown(work, [actions.send_again(work, notice_id)])[0]


@router.get("/mine")
def my_notices(work: Desk) -> list[OwnNoticeOut]:
    """What this person was told, newest first."""
    return queries.mine(work)


# for who holds the link ---------------------------------------------------------------------------------------------


@router.post("/letter")
def read_letter(work: Desk, said: TokenIn) -> LetterOut:
    """What the link of a notice leads to. Whoever was sent the link may ask, logged in or not."""
    notice = queries.by_token(work, said.token)
    habit = habits_of(work, [notice.member_id]).get(notice.member_id, Habit()) if notice.member_id else Habit()
    title, text = texts(work, notice, habit.language)
    name = queries.name_of(work, notice)
    return LetterOut(
        title=title, text=text, url=address_of(notice.about, ""), name=name, at=notice.at, acknowledged=notice.acknowledged
    )


@router.post("/acknowledge")
def acknowledge_notice(looking: Desk, request: Request, said: TokenIn) -> None:
    """Say that one knows, by the link alone: it was sent to nobody else."""
    login = queries.login_of(looking, queries.by_token(looking, said.token))
    with request.app.state.begin(login) as work:
        actions.acknowledge(work, queries.by_token(work, said.token))


@router.post("/shown")
def shown(looking: Desk, request: Request, said: TokenIn) -> None:
    """A browser says that it has shown the notice."""
    login = queries.login_of(looking, queries.by_token(looking, said.token))
    with request.app.state.begin(login) as work:
        actions.shown(work, queries.by_token(work, said.token))


# how somebody likes to be told --------------------------------------------------------------------------------------


@router.get("/habit")
def read_habit(work: Desk) -> HabitIn:
    """How this person likes to be told: language, quiet hours, digest."""
    return HabitIn(**queries.habit(work)._asdict())


@router.put("/habit")
def keep_habit(work: Desk, said: HabitIn) -> HabitIn:
    """Change it; what waits already keeps its time, but quiet hours hold for it too."""
    return HabitIn(**actions.prefer(work, Habit(**said.model_dump()))._asdict())


@router.get("/addresses")
def list_addresses(work: Desk) -> list[AddressOut]:
    """Where this person can be told something."""
    return [AddressOut.model_validate(one) for one in queries.addresses(work)]


@router.post("/addresses")
def add_address(work: Desk, said: AddressIn) -> AddressOut:
    """One more address; the same again changes its label, and mends it if it was broken."""
    return AddressOut.model_validate(actions.add(work, **said.model_dump()))


@router.put("/addresses/{address_id}")
def limit_address(work: Desk, address_id: Id, said: UrgentIn) -> AddressOut:
    """Keep an address for what is urgent, or not."""
    return AddressOut.model_validate(actions.limit(work, address_id, said.urgent_only))


@router.delete("/addresses/{address_id}")
def strike_off_address(work: Desk, address_id: Id) -> None:
    """Nothing goes there any more."""
    actions.strike_off(work, address_id)


@router.post("/addresses/{address_id}/try")
def try_address(work: Desk, address_id: Id) -> int:
    """Send a test there; the answer is how many notices that makes."""
    return actions.try_out(work, address_id)


@router.get("/push-key")
def push_key(work: Desk) -> PushKeyOut:
    """What a browser needs to allow pushes of this city, and the kinds of addresses there are channels for."""
    member_of(work, work.by)
    keys, ways = channels.push_keys(work.session), sorted(channels.reaching(work))
    newest = keys[0] if keys and "push" in ways else ""
    return PushKeyOut(key=newest, older=list(keys[1:]), ways=ways)


@router.get("/mutes")
def my_mutes(work: Desk) -> list[HushOut]:
    """The matters this person wants to hear no more of."""
    return [HushOut.model_validate(one) for one in queries.hushed(work)]


@router.post("/mutes")
def mute_matter(work: Desk, said: AboutIn) -> HushOut:
    """Hear no more of one matter; only escalation still rings."""
    return HushOut.model_validate(actions.hush(work, said.about))


@router.post("/mutes/end")
def unmute_matter(work: Desk, said: AboutIn) -> None:
    """Hear of it again."""
    actions.unhush(work, said.about)


@router.get("/subscriptions")
def list_subscriptions(work: Desk) -> list[SubscriptionOut]:
    """What this person asked to be told of besides, or declined; for operators also those of duties and webhooks."""
    return [_subscription(one) for one in queries.subscriptions(work)]


@router.post("/subscriptions")
def subscribe(work: Desk, said: SubscriptionIn) -> SubscriptionOut:
    """Ask to be told of more, or decline; an operator says it for a duty or a webhook."""
    asked = said.model_dump() | {"occasion": said.occasion.value if said.occasion else ""}
    return _subscription(actions.subscribe(work, **asked))


@router.delete("/subscriptions/{subscription_id}")
def unsubscribe(work: Desk, subscription_id: Id) -> None:
    """Take it back."""
    actions.unsubscribe(work, subscription_id)


def _subscription(one: Subscription) -> SubscriptionOut:
    names = set(SubscriptionOut.model_fields) - {"channel", "own"}
    said = {name: getattr(one, name) for name in names}
    return SubscriptionOut(**said, channel=one.outlet_id, own=one.member_id is not None)
