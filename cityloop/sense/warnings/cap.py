"""CAP 1.2 (OASIS Standard, 1 July 2010): a document read, a document written. Pure."""

from datetime import datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cityloop.kit.errors import Unreadable

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SEVERITY = {"Extreme": 4, "Severe": 3, "Moderate": 2, "Minor": 1, "Unknown": 1}
COLOURS = {"red": 4, "红": 4, "orange": 3, "橙": 3, "yellow": 2, "黄": 2, "blue": 1, "蓝": 1}
ALLOWED = {  # element: what it may say
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
    "category": ("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"),
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": tuple(SEVERITY),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}
OF_ALERT = ("identifier", "sender", "sent", "status", "msgType", "scope")
OF_INFO = ("category", "event", "urgency", "severity", "certainty")


class Notice(NamedTuple):
    """What a document says, as far as the city answers it. `level` 4 red … 1 blue; places nan where none is given."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    references: tuple[str, ...]  # identifiers of the messages it updates or cancels
    event: str
    headline: str
    area: str
    level: int
    expires: datetime | None
    lon: float
    lat: float


def read(document: bytes) -> Notice:
    """A CAP document. Unreadable, with the element named, if it is none or breaks the standard."""
    try:
        alert = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise Unreadable(why=f"This is not XML as CAP wants it: {fault}.") from None
    faults = wrong(alert)
    if faults:
        raise Unreadable(why=f"This is not CAP 1.2: {'; '.join(faults[:5])}.")
    info = alert.find(_("info"))
    kind = _said(alert, "msgType")
    if info is None and kind in ("Alert", "Update"):
        raise Unreadable(why="This is not CAP 1.2: an alert says in info what it warns of.")
    lon, lat = _place(info)
    expires = _said(info, "expires")
    return Notice(
        identifier=_said(alert, "identifier"),
        sender=_said(alert, "sender"),
        sent=datetime.fromisoformat(_said(alert, "sent")),
        status=_said(alert, "status"),
        kind=kind,
        references=tuple(one.split(",")[1] for one in _said(alert, "references").split() if one.count(",") == 2),
        event=_said(info, "event"),
        headline=_said(info, "headline"),
        area=_said(info.find(_("area")) if info is not None else None, "areaDesc"),
        level=_level(info),
        expires=datetime.fromisoformat(expires) if expires else None,
        lon=lon,
        lat=lat,
    )


class Details(NamedTuple):
    """What a person reads of a document beyond its notice: in CAP's own words, `rings` closed outlines of lon, lat."""

    status: str
    category: str
    urgency: str
    severity: str
    certainty: str
    sender_name: str
    effective: datetime
    onset: datetime | None
    description: str
    instruction: str
    web: str
    contact: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


def details(document: bytes) -> Details:
    """The rest of a document that was read before; of several languages the first."""
    alert = fromstring(document, forbid_dtd=True)
    info = alert.find(_("info"))
    rings = info.iterfind(f"{_('area')}/{_('polygon')}") if info is not None else ()
    onset = _said(info, "onset")
    return Details(
        status=_said(alert, "status"),
        category=_said(info, "category"),
        urgency=_said(info, "urgency"),
        severity=_said(info, "severity"),
        certainty=_said(info, "certainty"),
        sender_name=_said(info, "senderName"),
        effective=datetime.fromisoformat(_said(info, "effective") or _said(alert, "sent")),
        onset=datetime.fromisoformat(onset) if onset else None,
        description=_said(info, "description"),
        instruction=_said(info, "instruction"),
        web=_said(info, "web"),
        contact=_said(info, "contact"),
        rings=tuple(tuple((lon, lat) for lat, lon in _points(one.text or "")) for one in rings),
    )


def wrong(alert: Element) -> list[str]:
    """What in the document breaks the standard: elements missing, values not allowed, times without a zone, bad places."""
    if alert.tag != _("alert"):
        return [f"the document is no alert of {NAMESPACE}"]
    faults = _missing(alert, OF_ALERT) + _not_allowed(alert) + _not_a_time(alert, "sent")
    if any(mark in _said(alert, "identifier") + _said(alert, "sender") for mark in " ,<&"):
        faults.append("identifier and sender have no spaces, commas, < or &")
    if _said(alert, "msgType") in ("Update", "Cancel") and not _said(alert, "references"):
        faults.append("an update or cancellation says in references of what")
    for info in alert.findall(_("info")):
        faults += _missing(info, OF_INFO) + _not_allowed(info)
        for name in ("effective", "onset", "expires"):
            faults += _not_a_time(info, name)
        for area in info.findall(_("area")):
            faults += _missing(area, ("areaDesc",)) + _bad_places(area)
    return faults


def _missing(parent: Element, names: tuple[str, ...]) -> list[str]:
    return [f"{name} is missing" for name in names if not _said(parent, name)]


def _not_allowed(parent: Element) -> list[str]:
    said = [(name, one.text or "") for name in ALLOWED for one in parent.findall(_(name))]
    return [f"{name} is not {text!r}" for name, text in said if text.strip() and text.strip() not in ALLOWED[name]]


def _not_a_time(parent: Element, name: str) -> list[str]:
    said = _said(parent, name)
    try:
        zoned = not said or datetime.fromisoformat(said).tzinfo is not None
    except ValueError:
        zoned = False
    return [] if zoned else [f"{name} is no time with a zone"]


def _bad_places(area: Element) -> list[str]:
    try:
        rings = [_points(one.text or "") for one in area.findall(_("polygon"))]
        circles = [_points((one.text or "").split()[0]) for one in area.findall(_("circle"))]
    except (ValueError, IndexError):
        return ["a polygon or circle is no list of lat,lon"]
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        return ["a polygon has at least four points and ends where it begins"]
    far = any(not (-90 <= lat <= 90 and -180 <= lon <= 180) for part in (*rings, *circles) for lat, lon in part)
    return ["a point lies outside the earth"] if far else []


def _points(text: str) -> list[tuple[float, float]]:
    return [(float(lat), float(lon)) for lat, lon in (point.split(",") for point in text.split())]


def _place(info: Element | None) -> tuple[float, float]:
    """The middle of the first polygon or circle, as lon, lat."""
    areas = info.findall(_("area")) if info is not None else []
    for area in areas:
        for ring in area.findall(_("polygon")):
            points = _points(ring.text or "")[:-1]
            return sum(lon for _lat, lon in points) / len(points), sum(lat for lat, _lon in points) / len(points)
        for circle in area.findall(_("circle")):
            ((lat, lon),) = _points((circle.text or "").split()[0])
            return lon, lat
    return float("nan"), float("nan")


def _level(info: Element | None) -> int:
    if info is None:
        return 0
    for parameter in info.findall(_("parameter")):
        if "level" in _said(parameter, "valueName").lower() or "等级" in _said(parameter, "valueName"):
            found = next((level for colour, level in COLOURS.items() if colour in _said(parameter, "value").lower()), 0)
            if found:
                return found
    return SEVERITY.get(_said(info, "severity"), 1)


def _said(parent: Element | None, name: str) -> str:
    found = parent.find(_(name)) if parent is not None else None
    return (found.text or "").strip() if found is not None else ""


def _(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


class Info(NamedTuple):
    """What an outgoing document says in one language."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    area: str


class Outgoing(NamedTuple):
    """A warning that leaves the city. `rings` are closed outlines of lon, lat; `warning` 1 (red) … 4 (blue)."""

    identifier: str
    sender: str
    sent: datetime
    kind: str
    references: str
    status: str
    warning: int
    began: datetime
    code: str
    rings: list[list[tuple[float, float]]]
    infos: tuple[Info, ...]


def write(said: Outgoing) -> bytes:
    """The document, in the order of elements the standard gives."""
    alert = Element("alert", xmlns=NAMESPACE)
    _put(alert, identifier=said.identifier, sender=said.sender, sent=_time(said.sent), status=said.status, msgType=said.kind)
    _put(alert, scope="Public", **({"references": said.references} if said.references else {}))
    for one in said.infos:
        info = SubElement(alert, "info")
        _put(info, language=one.language, category="Safety", event=one.event, urgency="Immediate")
        _put(info, severity=("Extreme", "Severe", "Moderate", "Minor")[said.warning - 1], certainty="Observed")
        _put(info, effective=_time(said.sent), onset=_time(said.began), headline=one.headline)
        _put(info, description=one.description, instruction=one.instruction)
        area = SubElement(info, "area")
        _put(area, areaDesc=one.area)
        for ring in said.rings:
            SubElement(area, "polygon").text = " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in ring)
        _put(SubElement(area, "geocode"), valueName="GB/T 2260", value=said.code)
    document: bytes = tostring(alert, encoding="utf-8", xml_declaration=True)
    return document


def _put(parent: Element, **said: str) -> None:
    for name, text in said.items():
        if text:
            SubElement(parent, name).text = text


def _time(at: datetime) -> str:
    """CAP wants whole seconds and the zone as +hh:mm, never Z."""
    return at.replace(microsecond=0).isoformat()
