from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile
from fastapi import Path as InPath

from cityloop.decide.standards import actions, queries, rules, sheets
from cityloop.decide.standards.actions import Brought
from cityloop.decide.standards.rules import Line
from cityloop.decide.standards.schemas import (
    BookOut,
    BroughtOut,
    CategoryOut,
    DifferenceOut,
    EditionOut,
    ListedOut,
    PageOut,
    StandardOut,
    SuggestionOut,
    VerdictOut,
)
from cityloop.kit.http import REFUSALS, Desk
from cityloop.kit.sheets import LARGEST
from cityloop.kit.work import Work
from cityloop.rulebook.standards import Listed, classes

router = APIRouter(prefix="/api/standards", tags=["decide"], responses=REFUSALS)

Key = Annotated[str, InPath(pattern=r"^[CML]\d{4,6}$")]
Id = Annotated[int, InPath(ge=1, lt=2**31)]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: dict[int | str, dict[str, object]] = {200: {"content": {EXCEL: {}}}}
SHOWN = 500


@router.get("")
def read_book(work: Desk) -> BookOut:
    """Classes, categories, and how many lines today's book has for each."""
    book = queries.holding(work)
    counted = Counter(one.key for one in queries.lines(work, book.id)) if book else Counter[str]()
    return BookOut(
        edition=_edition(work, book, book) if book else None,
        classes=[ListedOut.model_validate(one) for one in classes().values() if one.key[0] in "CML"],
        categories=[_category(one, counted[one.key]) for one in queries.categories(work)],
    )


@router.get("/lines")
def list_standards(
    work: Desk,
    prefix: Annotated[str, Query(pattern=r"^([CML]\d{0,6})?$")] = "",
    edition: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> list[StandardOut]:
    """The lines of an edition, today's if none is said, below a key."""
    book = queries.edition(work, edition) if edition else queries.holding(work)
    return [StandardOut.model_validate(one) for one in queries.lines(work, book.id, prefix)] if book else []


@router.get("/suggested")
def suggest(work: Desk, text: Annotated[str, Query(min_length=2, max_length=2000)]) -> list[SuggestionOut]:
    """The three categories a text is most like, each with the words it shares."""
    found = []
    for one in queries.suggestions(work, text):
        kept = queries.category(work, one.key)
        found.append(SuggestionOut(key=one.key, zh=kept.zh, en=kept.en, fit=one.fit, shared=list(one.shared)))
    return found


@router.get("/editions")
def list_editions(work: Desk) -> list[EditionOut]:
    """Every edition of the book, the newest first."""
    held = queries.holding(work)
    return [_edition(work, one, held) for one in queries.editions(work)]


@router.post("/editions")
def adopt_edition(
    work: Desk, file: UploadFile, since: Annotated[date, Query()], dry_run: Annotated[bool, Query()] = False
) -> BroughtOut:
    """Adopt a CSV or Excel sheet as the book from a day on. With `dry_run` it is only said what would differ."""
    rows = sheets.read(file.file.read(LARGEST + 1), work.rulebook.duties)
    return _brought(actions.bring(work, rows, since=since, title=file.filename or "", dry_run=dry_run))


@router.delete("/editions/{edition_id}")
def withdraw_edition(work: Desk, edition_id: Id) -> EditionOut:
    """Take back an edition before its day."""
    return _edition(work, actions.withdraw(work, edition_id), queries.holding(work))


@router.get("/editions/{edition_id}/book.xlsx", response_class=Response, responses=FILE)
def export_edition(work: Desk, edition_id: Id) -> Response:
    """An edition in Excel; brought again it changes nothing."""
    book = queries.edition(work, edition_id)
    return _excel(f"standards-{book.since}", queries.as_lines(queries.lines(work, book.id)))


@router.get("/example.xlsx", response_class=Response, responses=FILE)
def export_example(work: Desk) -> Response:
    """One city's book as an example: local rules, to be changed by who takes it over."""
    rows = sheets.read(sheets.delivered(), work.rulebook.duties)
    return _excel("standards-example", [one.line for one in rows if one.line])


@router.get("/template.xlsx", response_class=Response, responses=FILE)
def export_template(work: Desk) -> Response:
    """An empty book: the heads that are understood, and two lines that show how they are filled."""
    rows = sheets.read(sheets.delivered(), work.rulebook.duties)
    return _excel("standards-template", [one.line for one in rows if one.line][:2])


@router.get("/{key}")
def standard_page(work: Desk, key: Key) -> PageOut:
    """A category with the conditions and limits that choosing it fills in."""
    lines = queries.conditions(work, key)
    return PageOut(
        category=_category(queries.category(work, key), len(lines)), lines=[StandardOut.model_validate(one) for one in lines]
    )


def _category(one: Listed, lines: int) -> CategoryOut:
    return CategoryOut(above=one.above, lines=lines, **one._asdict())


def _edition(work: Work, one: queries.Edition, held: queries.Edition | None) -> EditionOut:
    about = {name: getattr(one, name) for name in EditionOut.model_fields if name != "standing"}
    standing = rules.standing(one.since, one.withdrawn is not None, held is not None and held.id == one.id, work.today)
    return EditionOut.model_validate(about | {"standing": standing})


def _brought(brought: Brought) -> BroughtOut:
    counts = Counter(verdict for _, verdict in brought.verdicts)
    refused = [read for read, verdict in brought.verdicts if verdict == "refused"]
    told = [VerdictOut(row=read.row, key=read.said, verdict="refused", reason=read.reason) for read in refused[:SHOWN]]
    differences = [DifferenceOut.model_validate(one) for one in rules.differences(brought.change)]
    return BroughtOut(
        edition=brought.edition.id if brought.edition else None,
        gone=len(brought.change.gone),
        rows=told,
        differences=differences[:SHOWN],
        **{verdict: counts[verdict] for verdict in ("new", "changed", "same", "refused")},
    )


def _excel(name: str, lines: list[Line]) -> Response:
    head = {"content-disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(sheets.written("standards", lines), media_type=EXCEL, headers=head)
