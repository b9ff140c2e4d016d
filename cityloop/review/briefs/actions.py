from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from cityloop.kit.documents import CannotPrint
from cityloop.kit.records import alone
from cityloop.kit.work import Work
from cityloop.people.access.queries import require_any
from cityloop.review.briefs import bulletins, docx, gathering, pdf, queries, xlsx
from cityloop.review.briefs import content as contents
from cityloop.review.briefs.content import Content
from cityloop.review.briefs.rules import Due, Form, Kind
from cityloop.review.briefs.speaking import Speaker
from cityloop.review.briefs.tables import Brief
from cityloop.review.facts import BriefCorrected, BriefMade, BriefPrinted, SoundingConcluded
from cityloop.review.reviews.rules import LEADS

Begin = Callable[[str], AbstractContextManager[Work]]
PRINTERS = {Form.pdf: pdf.printed, Form.docx: docx.printed, Form.xlsx: xlsx.printed}
LANGUAGE = "zh"  # of the documents that are kept


def go_on(work: Work, begin: Begin) -> bool:
    """Make the next brief that is due, or print the next that is made: read long in work that only reads, write in a short
    one. False if nothing is to be done."""
    found = queries.to_make(work)
    if found is not None:
        area, due = found
        said = gathering.gather(work, area, due)
        with begin("review") as writing:
            keep(writing, area, due, said)
        return True
    brief = queries.to_print(work)
    if brief is None:
        return False
    files, missing = documents(work, contents.read_body(brief.body))
    with begin("review") as writing:
        kept = writing.find(Brief, brief.id)
        kept.files, kept.missing, kept.printed = files, missing, True
        writing.tell(BriefPrinted(brief=brief.id, forms=len(files)))
    return True


def keep(work: Work, area: str, due: Due, said: Content) -> Brief | None:
    """Keep a brief that nobody has made meanwhile."""
    alone(work.session, "briefs")
    if queries.newest(work, due.kind, area, due.since) is not None:
        return None
    brief = _kept(work, area, due, said, 1)
    work.tell(BriefMade(brief=brief.id, kind=due.kind.value, area=area))
    return brief


def write_bulletin(work: Work, concluded: SoundingConcluded) -> None:
    """Keep the bulletin of a spot-check that two people have looked through."""
    keep(work, *bulletins.bulletin(work, concluded))


def again(work: Work, brief_id: int) -> tuple[bool, Brief]:
    """Make a brief again from what is known now. The same it stays; what is other becomes a further version that says so."""
    seen = queries.visible(work, brief_id)
    require_any(work, LEADS, seen.area)
    brief = queries.newest(work, seen.kind, seen.area, seen.since) or seen
    was = contents.read_body(brief.body)
    due = Due(brief.kind, brief.since, brief.until, brief.as_of)
    now = gathering.gather(work, brief.area, due) if brief.kind is not Kind.sounding else was
    changed = contents.differences(was, now)
    if not changed:
        brief.printed = brief.printed and not brief.missing  # what could not be printed then is tried again
        return True, brief
    alone(work.session, "briefs")
    corrected = _kept(work, brief.area, due, replace(now, corrections=changed), brief.version + 1)
    work.tell(BriefCorrected(brief=corrected.id, was=brief.id, corrections=len(changed)))
    return False, corrected


def _kept(work: Work, area: str, due: Due, said: Content, version: int) -> Brief:
    return work.keep(
        Brief(
            kind=due.kind,
            area=area,
            since=due.since,
            until=due.until,
            as_of=due.as_of,
            made=work.now,
            version=version,
            body=contents.body_of(said),
        )
    )


def documents(work: Work, content: Content) -> tuple[dict[str, str], str]:
    """Print every document that can be printed here; the names of the files, and why others cannot be."""
    speaker = Speaker(work.rulebook.words(LANGUAGE), LANGUAGE)
    files, missing = {}, ""
    for form, printer in PRINTERS.items():
        try:
            files[form.value] = work.files.keep(printer(content, speaker))
        except CannotPrint as why:
            missing = str(why)
    return files, missing
