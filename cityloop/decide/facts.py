"""What decide tells."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Fact):
    case: int
    alert: int


@dataclass(frozen=True, kw_only=True)
class CaseReported(Fact):
    """A case began with what somebody reported; it is still to be filed."""

    case: int
    report: int


@dataclass(frozen=True, kw_only=True)
class CaseFiled(Fact):
    """Somebody decided that it is a case."""

    case: int


@dataclass(frozen=True, kw_only=True)
class LookAsked(Fact):
    """To supervise: somebody is to look on the spot before it is decided whether this is a case."""

    case: int


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Fact):
    """A move that does nothing but lead from one state to another."""

    case: int
    move: str
    was: str
    now: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CaseReturned(Fact):
    case: int
    returns: int
    why: str


@dataclass(frozen=True, kw_only=True)
class OwnerPulledIn(Fact):
    """It was returned so often that who is responsible for the place has to say where it belongs."""

    case: int
    duty: str
    area: str


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(Fact):
    case: int
    area: str
    was: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CaseSentDown(Fact):
    case: int
    area: str
    was: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CaseVoided(Fact):
    case: int
    why: str


@dataclass(frozen=True, kw_only=True)
class CyclePublished(Fact):
    published: int


@dataclass(frozen=True, kw_only=True)
class CaseWithheld(Fact):
    """The policy of the hour opens no case for this alert by itself."""

    alert: int
    mode: str


@dataclass(frozen=True, kw_only=True)
class PolicyAdopted(Fact):
    policy: int


@dataclass(frozen=True, kw_only=True)
class EditionAdopted(Fact):
    """The city's book of standards has a new edition, from its day on."""

    edition: int


@dataclass(frozen=True, kw_only=True)
class EditionWithdrawn(Fact):
    edition: int


@dataclass(frozen=True, kw_only=True)
class CaseDispatched(Fact):
    case: int
    duty: str
    area: str


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(Fact):
    """A task is meant for somebody by name."""

    case: int
    task: int
    login: str


@dataclass(frozen=True, kw_only=True)
class TaskTaken(Fact):
    case: int
    task: int


@dataclass(frozen=True, kw_only=True)
class TaskFinished(Fact):
    case: int
    task: int


@dataclass(frozen=True, kw_only=True)
class PhotoFlagged(Fact):
    """A picture shown as proof is odd: shown before, far away, too old or too new. Whoever verifies decides."""

    case: int
    photo: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CaseDone(Fact):
    """Door 2: to supervise. The duty says so; nobody has looked yet."""

    case: int


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Fact):
    case: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Fact):
    case: int


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Fact):
    """Days or hours count otherwise in an area from now on: open clocks there are reckoned again."""

    area: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PartTaken(Fact):
    """A duty takes part in the case beside its lead; `how` says as what."""

    case: int
    duty: str
    area: str
    how: str


@dataclass(frozen=True, kw_only=True)
class CaseSplit(Fact):
    case: int
    parts: int


@dataclass(frozen=True, kw_only=True)
class CaseParted(Fact):
    """It is a part of another case."""

    case: int
    whole: int


@dataclass(frozen=True, kw_only=True)
class CaseMerged(Fact):
    """It is the same matter as another case, and goes on there."""

    case: int
    into: int


@dataclass(frozen=True, kw_only=True)
class CaseJoined(Fact):
    """Another case turned out to be the same matter, and goes on here."""

    case: int
    joined: int


@dataclass(frozen=True, kw_only=True)
class RequestAsked(Fact):
    case: int
    request: int
    what: str


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(Fact):
    case: int
    request: int
    what: str
    state: str


@dataclass(frozen=True, kw_only=True)
class WhistleBlown(Fact):
    case: int
    whistle: int


@dataclass(frozen=True, kw_only=True)
class CallArrived(Fact):
    case: int
    call: int


@dataclass(frozen=True, kw_only=True)
class CallAnswered(Fact):
    case: int
    call: int


@dataclass(frozen=True, kw_only=True)
class CaseFlagged(Fact):
    case: int
    urgent: bool
    typical: bool


@dataclass(frozen=True, kw_only=True)
class CaseTriaged(Fact):
    """三事分流: a big matter is the government's, a small one the community's, a private one people's own."""

    case: int
    triage: str
    why: str


@dataclass(frozen=True, kw_only=True)
class RoutingAdopted(Fact):
    routing: int


# who answers for what -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MatrixPublished(Fact):
    """From its day on this matrix says who leads."""

    matrix: int


@dataclass(frozen=True, kw_only=True)
class MatrixWithdrawn(Fact):
    matrix: int


@dataclass(frozen=True, kw_only=True)
class ReorganisationAdopted(Fact):
    reorganisation: int


@dataclass(frozen=True, kw_only=True)
class ReorganisationUndone(Fact):
    reorganisation: int


@dataclass(frozen=True, kw_only=True)
class ReorganisationDone(Fact):
    """Its day has come, and open cases went where they belong now."""

    reorganisation: int


@dataclass(frozen=True, kw_only=True)
class CaseRehomed(Fact):
    """The area that answered for the case ended; it belongs to another grid now."""

    case: int
    before: str
    after: str


# clocks ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ClocksLeft(Fact):
    """A page of clocks was reckoned again; those after this one are left."""

    clock: int
    area: str
    why: str


@dataclass(frozen=True, kw_only=True)
class AdjustmentAgreed(Fact):
    """Running clocks are to follow an edition of a book from a day on."""

    adjustment: int
    why: str


@dataclass(frozen=True, kw_only=True)
class AdjustmentBegun(Fact):
    """Its day has come: running clocks are given the limits of that edition."""

    adjustment: int


@dataclass(frozen=True, kw_only=True)
class AdjustmentLeft(Fact):
    """A page of clocks was given its limits; those after this one are left."""

    adjustment: int
    clock: int


@dataclass(frozen=True, kw_only=True)
class AdjustmentWithdrawn(Fact):
    adjustment: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ClockPaused(Fact):
    case: int
    stage: str
    turn: int
    why: str


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(Fact):
    """The deadline of a running clock moved; an empty instant is none: before it the clock stood still."""

    case: int
    stage: str
    turn: int
    was: str
    now: str
    cause: str  # a word of decide.clocks.rules.Cause
    why: str  # as who moved it said it


@dataclass(frozen=True, kw_only=True)
class DeadlinesMoved(Fact):
    """Deadlines of running clocks in an area moved, a page of them at once. Which, from when to when, is kept beside the log
    (`decide/clocks/tables.py: ClockMove`) under this fact's number; `digest` is over those lines, so a seal over this fact
    vouches for them."""

    area: str
    first: int  # the page: clocks from this number
    last: int  # to this one
    moved: int
    digest: str
    cause: str  # a word of decide.clocks.rules.Cause
    why: str


# plans ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PlanAdopted(Fact):
    edition: int


@dataclass(frozen=True, kw_only=True)
class PlanWithdrawn(Fact):
    edition: int


@dataclass(frozen=True, kw_only=True)
class PlanActivated(Fact):
    """A plan is followed in a case from now on, at a level."""

    case: int
    activation: int
    plan: str
    level: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanLevelChanged(Fact):
    case: int
    activation: int
    plan: str
    level: int
    before: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanHeld(Fact):
    """Who leads has looked again: the level still holds."""

    case: int
    activation: int
    plan: str
    level: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanLookDue(Fact):
    """The time is over within which who leads says whether the level still holds."""

    case: int
    activation: int
    plan: str
    level: int


@dataclass(frozen=True, kw_only=True)
class PlanStoodDown(Fact):
    case: int
    activation: int
    plan: str
    dropped: int  # tasks that nobody had finished
    why: str


# gatherings -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class GatheringOpened(Fact):
    case: int
    gathering: int


@dataclass(frozen=True, kw_only=True)
class GatheringClosed(Fact):
    case: int
    gathering: int


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Fact):
    case: int
    gathering: int
    decision: int


@dataclass(frozen=True, kw_only=True)
class MemberCalled(Fact):
    gathering: int
    member: str


@dataclass(frozen=True, kw_only=True)
class LeadTaken(Fact):
    gathering: int
    member: str


@dataclass(frozen=True, kw_only=True)
class SummaryWritten(Fact):
    gathering: int


@dataclass(frozen=True, kw_only=True)
class RemarkMade(Fact):
    gathering: int
    remark: int


@dataclass(frozen=True, kw_only=True)
class PaperShown(Fact):
    gathering: int
    paper: int


@dataclass(frozen=True, kw_only=True)
class VoiceJoined(Fact):
    gathering: int
    voice: int


@dataclass(frozen=True, kw_only=True)
class VoiceLeft(Fact):
    """`lost` if nothing was heard of them any more."""

    gathering: int
    voice: int
    lost: bool


@dataclass(frozen=True, kw_only=True)
class VoiceChanged(Fact):
    gathering: int
    voice: int
    muted: bool
    camera: bool
    sharing: bool


@dataclass(frozen=True, kw_only=True)
class MinutesTaken(Fact):
    """Somebody took the minutes away as a document."""

    gathering: int
    form: str


@dataclass(frozen=True, kw_only=True)
class HostEntered(Fact):
    """There is one more to call on."""

    host: int


@dataclass(frozen=True, kw_only=True)
class HostLeft(Fact):
    """Nobody is visited there any more."""

    host: int


@dataclass(frozen=True, kw_only=True)
class VisitMade(Fact):
    host: int
    visit: int
