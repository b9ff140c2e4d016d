"""Documents for Word."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cityloop.kit.documents import pdf
from cityloop.kit.documents.blocks import Grid, Heading, Page

try:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor
except ImportError:  # the extra `docs` is not installed
    docx = None  # type: ignore[assignment]

FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip knows: with the present one no two makes were alike


def printed(page: Page) -> bytes:
    """The document; the same page gives the same bytes. Raises CannotPrint."""
    document = begun(page.title, page.at)
    if page.mark:
        _head(document, page.mark)
    document.add_heading(page.title, 0)
    document.add_paragraph(page.subtitle)
    for block in page.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, 1)
        elif isinstance(block, Grid):
            grid(document, block.head, block.rows)
        else:
            document.add_paragraph().add_run(block.text).font.size = Pt(8 if block.small else 10)
    return saved(document)


def begun(title: str, at: datetime) -> Any:
    """An empty document in a font that has Chinese. Raises CannotPrint."""
    if docx is None:
        raise pdf.CannotPrint(pdf.EXTRA)
    family, document = pdf.font(), docx.Document()
    about = document.core_properties
    about.created = about.modified = at.replace(tzinfo=None)
    about.title, about.author, about.last_modified_by = title, "CityLoop", "CityLoop"
    about.comments = ""
    for style in ("Normal", "Title", "Heading 1", "Heading 2"):
        font = document.styles[style].font
        font.name = family
        document.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)
    document.styles["Normal"].font.size = Pt(10)
    return document


def _head(document: Any, mark: str) -> None:
    """The mark, large and red, at the head of every page: Word's own way of writing across one is not for programs."""
    line = document.sections[0].header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(mark)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(28), RGBColor(0xC0, 0x20, 0x20)


def grid(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Light Grid Accent 1")
    for cell, said in zip(table.rows[0].cells, head, strict=True):
        cell.text = said
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said


def saved(document: Any) -> bytes:
    """The document's bytes, without the time at which it was packed."""
    packed, kept = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as came, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as goes:
        for name in came.namelist():
            goes.writestr(zipfile.ZipInfo(name, FIRST), came.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
