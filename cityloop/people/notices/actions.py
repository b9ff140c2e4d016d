import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from pydantic import ValidationError
from sqlalchemy import delete, func, select, update

from cityloop.kit.errors import NotFound, Unreadable
from cityloop.kit.work import Work
from cityloop.people.access.queries import require
from cityloop.people.channels import queries as channels
from cityloop.people.channels.actions import CITY, DUTY
from cityloop.people.channels.push import PushAddress
from cityloop.people.facts import NoticeAcknowledged
from cityloop.people.members.queries import get as member_of
from cityloop.people.notices import rules
from cityloop.people.notices.posting import Tidings, post
from cityloop.people.notices.rules import Habit, Occasion, State
from cityloop.people.notices.tables import Address, Hush, Notice, Preference, Subscription
from cityloop.rulebook import telling

MOST_ADDRESSES = 20
A_PAGE = 5_000  # notices looked at together when old ones are forgotten
OPEN = (State.waiting, State.failed)
AGAIN = (State.given_up, State.doubtful)
MAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
NUMBER = re.compile(r"\+?\d{5,15}")

# addresses ----------------------------------------------------------------------------------------------------------


def _push(said: str) -> str:
    try:
        return PushAddress.model_validate_json(said).model_dump_json()
    except ValidationError:
        raise Unreadable(why="This is not what a browser gives who may push to it.") from None


def _mail(said: str) -> str:
    if not MAIL.fullmatch(said) or not said.isascii():
        raise Unreadable(why="This is no mail address.")
    return said


def _number(said: str) -> str:
    digits = re.sub(r"[\s-]", "", said)
    if not NUMBER.fullmatch(digits):
        raise Unreadable(why="This is no telephone number: digits, perhaps with + and the country before.")
    return digits


FORMS: Mapping[str, Callable[[str], str]] = {"push": _push, "mail": _mail, "mobile": _number, "voice": _number}


def add(work: Work, reaches: str, value: str, label: str, urgent_only: bool) -> Address:
    """Where the one who works can be told something. A browser belongs to whoever allowed it last."""
    if reaches not in channels.reaching(work):
        raise NotFound(kind="channel to an address of kind", id=reaches)
    member, value = member_of(work, work.by), FORMS.get(reaches, str.strip)(value.strip())
    digest = digest_of(reaches, value)
    if reaches == "push":
        others = Address.member_id != member.id
        work.session.execute(delete(Address).where(Address.reaches == reaches, Address.digest == digest, others))
    known = select(Address).where(Address.member_id == member.id, Address.reaches == reaches, Address.digest == digest)
    address = work.session.scalar(known)
    if address is None:
        own = select(func.count()).where(Address.member_id == member.id)
        if (work.session.scalar(own) or 0) >= MOST_ADDRESSES:
            raise rules.TooManyAddresses(most=MOST_ADDRESSES)
        row = Address(member_id=member.id, reaches=reaches, value=value, digest=digest, label="", since=work.now)
        address = work.keep(row)
    address.value, address.label, address.urgent_only, address.broken = value, label.strip(), urgent_only, ""
    return address


def digest_of(reaches: str, value: str) -> str:
    """What an address is known by: of a browser only where it is pushed to, since its keys may change."""
    said = PushAddress.model_validate_json(value).endpoint if reaches == "push" else value
    return hashlib.sha256(said.encode()).hexdigest()


def limit(work: Work, address_id: int, urgent_only: bool) -> Address:
    address = _own(work, address_id)
    address.urgent_only = urgent_only
    return address


def strike_off(work: Work, address_id: int) -> None:
    """Nothing goes there any more, nor what waits for it."""
    address = _own(work, address_id)
    waiting = (Notice.address_id == address.id) & Notice.state.in_(OPEN)
    values = {"state": State.given_up, "why": "the address is no more", "due": None}
    work.session.execute(update(Notice).where(waiting).values(**values))
    work.session.delete(address)


def try_out(work: Work, address_id: int) -> int:
    """Send a test to one's own address. How many notices that makes: none if no channel reaches it now."""
    address = _own(work, address_id)
    address.broken = ""
    work.session.flush()
    member = member_of(work, work.by)
    fact = -(int(work.now.timestamp()) % 2**31)  # no fact: tests have numbers of their own
    return post(
        work,
        Tidings(
            fact=fact,
            occasion=Occasion.tried,
            about="",
            area="",
            at=work.now,
            urgent=True,
            logins=(work.by,),
            only=address.id,
            said={"name": member.name},
        ),
    )


def _own(work: Work, address_id: int) -> Address:
    address = work.session.get(Address, address_id)
    if address is None or address.member_id != member_of(work, work.by).id:
        raise rules.NotOneOfYours
    return address


# habits -------------------------------------------------------------------------------------------------------------


def prefer(work: Work, habit: Habit) -> Habit:
    """How the one who works likes to be told from now on."""
    rules.sound_habit(habit)
    member = member_of(work, work.by)
    row = work.session.get(Preference, member.id) or work.keep(Preference(member_id=member.id))
    for name, value in habit._asdict().items():
        setattr(row, name, value)
    return habit


def hush(work: Work, about: str) -> Hush:
    """The one who works wants to hear no more of a matter; what waits is not sent."""
    member = member_of(work, work.by)
    row = work.session.get(Hush, (member.id, about)) or work.keep(Hush(member_id=member.id, about=about, at=work.now))
    waiting = (Notice.member_id == member.id) & (Notice.about == about) & Notice.state.in_(OPEN)
    calm = Notice.occasion.not_in([one.value for one in rules.INSISTENT])
    values = {"state": State.spared, "why": "the matter was muted", "due": None}
    work.session.execute(update(Notice).where(waiting, calm).values(**values))
    return row


def unhush(work: Work, about: str) -> None:
    work.session.execute(delete(Hush).where(Hush.member_id == member_of(work, work.by).id, Hush.about == about))


def subscribe(
    work: Work, *, occasion: str, area: str, least: int, tells: bool, duty: str = "", channel: int | None = None
) -> Subscription:
    """One's own subscription, or, by an operator there, that of a duty or a webhook."""
    said = Subscription(occasion=occasion, area=area, least=least, tells=tells, by=work.by, at=work.now)
    if duty or channel:
        require(work, DUTY, area or CITY)
        if duty and duty not in work.rulebook.duties:
            raise NotFound(kind="duty", id=duty)
        said.duty, said.outlet_id = duty, channels.get(work, channel).id if channel else None
    else:
        said.member_id = member_of(work, work.by).id
    return work.keep(said)


def unsubscribe(work: Work, subscription_id: int) -> None:
    row = work.session.get(Subscription, subscription_id)
    own = row is not None and row.member_id == member_of(work, work.by).id
    if row is None or (row.member_id is not None and not own):
        raise rules.NotOneOfYours
    if not own:
        require(work, DUTY, row.area or CITY)
    work.session.delete(row)


# what became of a notice --------------------------------------------------------------------------------------------


def acknowledge(work: Work, notice: Notice) -> None:
    """Whoever was told says that they know; what else waits to tell them the same is spared."""
    if notice.acknowledged:
        return
    same = (Notice.fact == notice.fact) & (Notice.member_id == notice.member_id)
    work.session.execute(update(Notice).where(same).values(acknowledged=work.now))
    values = {"state": State.spared, "why": "acknowledged elsewhere", "due": None}
    work.session.execute(update(Notice).where(same, Notice.id != notice.id, Notice.state.in_(OPEN)).values(**values))
    shown(work, notice)
    work.tell(NoticeAcknowledged(notice=notice.id, of=notice.about))


def shown(work: Work, notice: Notice) -> None:
    """It was seen where it was meant to be seen."""
    if notice.delivered is None:
        values = {"state": State.delivered, "delivered": work.now, "due": None, "why": ""}
        work.session.execute(update(Notice).where(Notice.id == notice.id).values(**values))


def prune(work: Work) -> int:
    """Forget what became of notices so long ago that nobody asks; how many. What was told stays in the log of facts, and what
    still waits for something stays too. A page at a time, the oldest first."""
    before = work.now - timedelta(days=telling.on(work.rulebook.amendments, work.today))
    oldest = select(Notice.id, Notice.at, Notice.due).order_by(Notice.id).limit(A_PAGE).subquery()
    over = select(oldest.c.id).where(oldest.c.at < before, oldest.c.due.is_(None))
    found = work.session.scalars(over).all()
    work.session.execute(delete(Notice).where(Notice.id.in_(found)))
    return len(found)


def send_again(work: Work, notice_id: int) -> Notice:
    """An operator lets a notice that was given up, or of which nobody knows, be tried anew."""
    notice = work.find(Notice, notice_id)
    require(work, DUTY, notice.area or CITY)
    if notice.state not in AGAIN:
        raise rules.NotAgain(state=notice.state)
    notice.state, notice.due, notice.tries, notice.why, notice.begun = State.waiting, work.now, 0, "", None
    return notice
