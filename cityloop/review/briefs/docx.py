"""A brief as a Word document."""

import contextlib
import io
from datetime import datetime
from typing import Any

from cityloop.kit.documents.docx import begun, grid, saved
from cityloop.kit.documents.pdf import font, picture
from cityloop.review.briefs.charts import drawn
from cityloop.review.briefs.content import Content, Section
from cityloop.review.briefs.speaking import Speaker

with contextlib.suppress(ImportError):  # the extra `docs` is not installed: then nothing is begun
    from docx.shared import Cm, Pt


def printed(content: Content, speaker: Speaker) -> bytes:
    """The document; the same content gives the same bytes. Raises CannotPrint."""
    document, family = begun(speaker.title(content), datetime.fromisoformat(content.as_of)), font()
    document.add_heading(speaker.title(content), 0)
    document.add_paragraph(speaker.days(content))
    if content.corrections:
        document.add_heading(speaker.name("section.corrections"), 1)
        rows = [(name, speaker.cell(was), speaker.cell(now)) for name, was, now in content.corrections]
        grid(document, [speaker.name(f"column.{name}") for name in ("figure", "was", "is")], rows)
    for section in content.sections:
        _section(document, content, section, speaker, family)
    return saved(document)


def _section(document: Any, content: Content, section: Section, speaker: Speaker, family: str) -> None:
    document.add_heading(speaker.name(f"section.{section.name}"), 1)
    for zh, en in section.lines:
        document.add_paragraph(zh if speaker.language == "zh" else en)
    if section.figures:
        rows = [
            (speaker.name(f"figure.{one.name}"), speaker.value(one), speaker.before(one), speaker.source(content, one))
            for one in section.figures
        ]
        grid(document, [speaker.name(f"column.{name}") for name in ("figure", "value", "before", "source")], rows)
    for chart in section.charts:
        document.add_heading(speaker.name(f"chart.{chart.name}"), 2)
        document.add_picture(io.BytesIO(picture(drawn(chart, speaker, family))), width=Cm(16))
        _source(document, speaker.source(content, chart))
    for table in section.tables:
        document.add_heading(speaker.name(f"table.{table.name}"), 2)
        head = [speaker.name(f"column.{name}") for name in table.columns]
        if table.rows:
            grid(document, head, [tuple(map(speaker.cell, row)) for row in table.rows])
        else:
            document.add_paragraph(speaker.name("none"))
        _source(document, speaker.source(content, table))


def _source(document: Any, said: str) -> None:
    document.add_paragraph().add_run(said).font.size = Pt(8)
