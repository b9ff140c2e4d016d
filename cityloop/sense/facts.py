"""What sense tells."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ReportReceived(Fact):
    """Door 1 for people: to decide. Somebody noticed something."""

    report: int


@dataclass(frozen=True, kw_only=True)
class AlertRaised(Fact):
    """Door 1: to decide. Something needs a look."""

    alert: int


@dataclass(frozen=True, kw_only=True)
class AlertEnded(Fact):
    """Nothing has touched the alert for its quiet time."""

    alert: int


@dataclass(frozen=True, kw_only=True)
class WarningReceived(Fact):
    """Somebody outside warns the city, changes a warning or ends it."""

    warning: int


@dataclass(frozen=True, kw_only=True)
class MuteAsked(Fact):
    """Somebody asks that alerts of a time to come be recorded and not sent."""

    mute: int


@dataclass(frozen=True, kw_only=True)
class MuteApproved(Fact):
    """A second person agrees."""

    mute: int


@dataclass(frozen=True, kw_only=True)
class MuteEnded(Fact):
    """Ended before its time."""

    mute: int


@dataclass(frozen=True, kw_only=True)
class DetectorWritten(Fact):
    """Somebody wrote a version of a detector, and it found something in a sample. It is not in force."""

    detector: int


@dataclass(frozen=True, kw_only=True)
class DetectorRuled(Fact):
    """A version of a written detector holds from now on, or the detector is retired; the ruling says which."""

    ruling: int


@dataclass(frozen=True, kw_only=True)
class DevicesChanged(Fact):
    """Devices were registered or changed, all under one revision of the registry."""

    revision: int


@dataclass(frozen=True, kw_only=True)
class SignalDeclared(Fact):
    """A signal may be read from now on, or within other bounds than before."""

    signal: int


@dataclass(frozen=True, kw_only=True)
class SourceAdmitted(Fact):
    """A source may bring readings from now on."""

    source: int


@dataclass(frozen=True, kw_only=True)
class VitalSignSaid(Fact):
    """A board, a track or a vital sign was declared, changed or retired; the line of the catalogue says which."""

    catalogue_line: int


@dataclass(frozen=True, kw_only=True)
class VitalSignPlaced(Fact):
    """A vital sign or a track was extended to a lower level or lifted to a higher one."""

    placement: int


@dataclass(frozen=True, kw_only=True)
class ConnectionMade(Fact):
    """A connector was set up and begins to bring readings."""

    connection: int


@dataclass(frozen=True, kw_only=True)
class ConnectionChanged(Fact):
    """A connector was given other settings, paused, started again or ended."""

    connection: int


@dataclass(frozen=True, kw_only=True)
class MappingPublished(Fact):
    """From now on a connector's readings are made by this version of its mapping."""

    mapping_version: int


@dataclass(frozen=True, kw_only=True)
class QuarantineReleased(Fact):
    """Refused rows were brought again, or discarded."""

    release: int


@dataclass(frozen=True, kw_only=True)
class ShadowBegun(Fact):
    """Another version of a detector reads beside the one in force, and raises nothing."""

    shadow: int


@dataclass(frozen=True, kw_only=True)
class ShadowEnded(Fact):
    shadow: int


@dataclass(frozen=True, kw_only=True)
class TrialRun(Fact):
    """A detector has read a stretch of the past again."""

    trial: int


@dataclass(frozen=True, kw_only=True)
class Labelled(Fact):
    """Whether what a detector found was real is known now."""

    label: int
