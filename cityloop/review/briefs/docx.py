"""A brief as a Word document."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cityloop.review.briefs import pdf
from cityloop.review.briefs.charts import drawn
from cityloop.review.briefs.content import Content, Section
from cityloop.review.briefs.speaking import Speaker

try:
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt
except ImportError:  # the extra `docs` is not installed
    docx = None  # type: ignore[assignment]

FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip knows: with the present one no two makes were alike


def printed(content: Content, speaker: Speaker) -> bytes:
    """The document; the same content gives the same bytes. Raises CannotPrint."""
    if docx is None:
        raise pdf.CannotPrint(pdf.EXTRA)
    family = pdf.font()
    document = docx.Document()
    _prepare(document, content, speaker, family)
    document.add_heading(speaker.title(content), 0)
    document.add_paragraph(speaker.days(content))
    if content.corrections:
        document.add_heading(speaker.name("section.corrections"), 1)
        rows = [(name, speaker.cell(was), speaker.cell(now)) for name, was, now in content.corrections]
        _grid(document, [speaker.name(f"column.{name}") for name in ("figure", "was", "is")], rows)
    for section in content.sections:
        _section(document, content, section, speaker, family)
    kept = io.BytesIO()
    document.save(kept)
    return _timeless(kept.getvalue())


def _prepare(document: Any, content: Content, speaker: Speaker, family: str) -> None:
    about = document.core_properties
    about.created = about.modified = datetime.fromisoformat(content.as_of).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by = speaker.title(content), "CityLoop", "CityLoop"
    about.comments = ""
    for style in ("Normal", "Title", "Heading 1", "Heading 2"):
        font = document.styles[style].font
        font.name = family
        document.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)
    document.styles["Normal"].font.size = Pt(10)


def _section(document: Any, content: Content, section: Section, speaker: Speaker, family: str) -> None:
    document.add_heading(speaker.name(f"section.{section.name}"), 1)
    for zh, en in section.lines:
        document.add_paragraph(zh if speaker.language == "zh" else en)
    if section.figures:
        rows = [
            (speaker.name(f"figure.{one.name}"), speaker.value(one), speaker.before(one), speaker.source(content, one))
            for one in section.figures
        ]
        _grid(document, [speaker.name(f"column.{name}") for name in ("figure", "value", "before", "source")], rows)
    for chart in section.charts:
        document.add_heading(speaker.name(f"chart.{chart.name}"), 2)
        document.add_picture(io.BytesIO(pdf.picture(drawn(chart, speaker, family))), width=Cm(16))
        _source(document, speaker.source(content, chart))
    for table in section.tables:
        document.add_heading(speaker.name(f"table.{table.name}"), 2)
        head = [speaker.name(f"column.{name}") for name in table.columns]
        if table.rows:
            _grid(document, head, [tuple(map(speaker.cell, row)) for row in table.rows])
        else:
            document.add_paragraph(speaker.name("none"))
        _source(document, speaker.source(content, table))


def _grid(document: Any, head: list[str], rows: Sequence[tuple[str, ...]]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Light Grid Accent 1")
    for cell, said in zip(table.rows[0].cells, head, strict=True):
        cell.text = said
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said


def _source(document: Any, said: str) -> None:
    document.add_paragraph().add_run(said).font.size = Pt(8)


def _timeless(content: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as came, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as goes:
        for name in came.namelist():
            goes.writestr(zipfile.ZipInfo(name, FIRST), came.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
