"""A brief as PDF, and its charts as PNG, set by typst."""

from collections.abc import Sequence
from datetime import datetime

from cityloop.kit.errors import Unreachable
from cityloop.review.briefs.charts import drawn
from cityloop.review.briefs.content import Content, Section, Table
from cityloop.review.briefs.speaking import Speaker

try:
    import typst
except ImportError:  # the extra `docs` is not installed
    typst = None  # type: ignore[assignment]

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC")
EXTRA = "the extra `docs` is not installed: pip install 'cityloop[docs]'"
NO_FONT = "no Chinese font is installed: on Debian, apt-get install fonts-noto-cjk"


class CannotPrint(Unreachable):
    """Something that printing needs is not on this machine; the message says what."""


def font() -> str:
    """The first font that has Chinese. Raises CannotPrint, with what is missing as a sentence."""
    if typst is None:
        raise CannotPrint(EXTRA)
    known = set(typst.Fonts(include_embedded_fonts=False).families())
    found = next((name for name in FONTS if name in known), None)
    if found is None:
        raise CannotPrint(NO_FONT)
    return found


def printed(content: Content, speaker: Speaker) -> bytes:
    """The document; the same content gives the same bytes."""
    family = font()
    return bytes(typst.compile(_source(content, speaker, family).encode()))


def picture(svg: str) -> bytes:
    """An SVG as PNG, at twice its size."""
    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({_said(svg)}), format: "svg")'
    return bytes(typst.compile(page.encode(), format="png", ppi=144.0))


def _source(content: Content, speaker: Speaker, family: str) -> str:
    at = datetime.fromisoformat(content.as_of)
    title = speaker.title(content)
    parts = [
        f"#set document(title: {_said(title)}, date: datetime(year: {at.year}, month: {at.month}, day: {at.day}))",
        '#set page(paper: "a4", margin: 2cm, numbering: "1 / 1")',
        f'#set text(font: {_said(family)}, size: 10pt, lang: "{speaker.language}")',
        "#show heading: it => block(above: 1.4em, below: 0.8em, it)",
        f'#align(center)[#text(size: 18pt, weight: "bold", {_said(title)})]',
        f"#align(center)[#text(fill: gray.darken(30%), {_said(speaker.days(content))})]",
        *_corrections(content, speaker),
        *(line for section in content.sections for line in _section(content, section, speaker, family)),
    ]
    return "\n\n".join(parts)


def _corrections(content: Content, speaker: Speaker) -> list[str]:
    if not content.corrections:
        return []
    head = (speaker.name("column.figure"), speaker.name("column.was"), speaker.name("column.is"))
    rows = [(name, speaker.cell(was), speaker.cell(now)) for name, was, now in content.corrections]
    return [f"= #{_said(speaker.name('section.corrections'))}", _grid(head, rows)]


def _section(content: Content, section: Section, speaker: Speaker, family: str) -> list[str]:
    found = [f"= #{_said(speaker.name(f'section.{section.name}'))}"]
    found += [f"#{_said(zh if speaker.language == 'zh' else en)}" for zh, en in section.lines]
    if section.figures:
        head = tuple(speaker.name(f"column.{name}") for name in ("figure", "value", "before", "source"))
        rows = [
            (speaker.name(f"figure.{one.name}"), speaker.value(one), speaker.before(one), speaker.source(content, one))
            for one in section.figures
        ]
        found.append(_grid(head, rows, "(auto, auto, auto, 1fr)", small=3))
    for chart in section.charts:
        found += [f"*#{_said(speaker.name(f'chart.{chart.name}'))}*"]
        found += [f'#image(bytes({_said(drawn(chart, speaker, family))}), format: "svg", width: 100%)']
        found += [_small(speaker.source(content, chart))]
    for table in section.tables:
        found += [f"*#{_said(speaker.name(f'table.{table.name}'))}*", *_table(content, table, speaker)]
    return found


def _table(content: Content, table: Table, speaker: Speaker) -> list[str]:
    source = _small(speaker.source(content, table))
    if not table.rows:
        return [f"#{_said(speaker.name('none'))}", source]
    head = tuple(speaker.name(f"column.{name}") for name in table.columns)
    return [_grid(head, [tuple(map(speaker.cell, row)) for row in table.rows]), source]


def _grid(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], columns: str = "", small: int = -1) -> str:
    """A table; the column `small`, if there is one, is set smaller."""
    cells = [f"[*#{_said(one)}*]" for one in head]
    cells += [
        f"text(size: 7.5pt, fill: gray.darken(40%), {_said(cell)})" if place == small else f"text({_said(cell)})"
        for row in rows
        for place, cell in enumerate(row)
    ]
    wide = columns or f"({', '.join(['auto'] * (len(head) - 1))}, 1fr)"
    top, body = ", ".join(cells[: len(head)]), ", ".join(cells[len(head) :])
    return f"#table(columns: {wide}, stroke: 0.4pt + gray, inset: 5pt, table.header({top}), {body})"


def _small(said: str) -> str:
    return f"#text(size: 7.5pt, fill: gray.darken(40%), {_said(said)})"


def _said(text: str) -> str:
    """A text as typst writes it down, so that nothing in it is taken for a command."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "") + '"'
