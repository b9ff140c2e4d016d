"""A brief as PDF."""

from datetime import datetime

from cityloop.kit.documents.pdf import compiled, font, grid, said, small, top
from cityloop.review.briefs.charts import drawn
from cityloop.review.briefs.content import Content, Section, Table
from cityloop.review.briefs.speaking import Speaker


def printed(content: Content, speaker: Speaker) -> bytes:
    """The document; the same content gives the same bytes. Raises CannotPrint."""
    family = font()
    at = datetime.fromisoformat(content.as_of)
    parts = [
        *top(speaker.title(content), speaker.days(content), speaker.language, f"{at.year}, {at.month}, {at.day}"),
        *_corrections(content, speaker),
        *(line for section in content.sections for line in _section(content, section, speaker, family)),
    ]
    return compiled("\n\n".join(parts))


def _corrections(content: Content, speaker: Speaker) -> list[str]:
    if not content.corrections:
        return []
    head = (speaker.name("column.figure"), speaker.name("column.was"), speaker.name("column.is"))
    rows = [(name, speaker.cell(was), speaker.cell(now)) for name, was, now in content.corrections]
    return [f"= #{said(speaker.name('section.corrections'))}", grid(head, rows)]


def _section(content: Content, section: Section, speaker: Speaker, family: str) -> list[str]:
    found = [f"= #{said(speaker.name(f'section.{section.name}'))}"]
    found += [f"#{said(zh if speaker.language == 'zh' else en)}" for zh, en in section.lines]
    if section.figures:
        head = tuple(speaker.name(f"column.{name}") for name in ("figure", "value", "before", "source"))
        rows = [
            (speaker.name(f"figure.{one.name}"), speaker.value(one), speaker.before(one), speaker.source(content, one))
            for one in section.figures
        ]
        found.append(grid(head, rows, "(auto, auto, auto, 1fr)", small_at=3))
    for chart in section.charts:
        found += [f"*#{said(speaker.name(f'chart.{chart.name}'))}*"]
        found += [f'#image(bytes({said(drawn(chart, speaker, family))}), format: "svg", width: 100%)']
        found += [small(speaker.source(content, chart))]
    for table in section.tables:
        found += [f"*#{said(speaker.name(f'table.{table.name}'))}*", *_table(content, table, speaker)]
    return found


def _table(content: Content, table: Table, speaker: Speaker) -> list[str]:
    source = small(speaker.source(content, table))
    if not table.rows:
        return [f"#{said(speaker.name('none'))}", source]
    head = tuple(speaker.name(f"column.{name}") for name in table.columns)
    return [grid(head, [tuple(map(speaker.cell, row)) for row in table.rows]), source]
