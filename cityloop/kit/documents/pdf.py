"""Documents as PDF, set by typst."""

from collections.abc import Iterator, Sequence

from cityloop.kit.documents.blocks import Block, Grid, Heading, Page
from cityloop.kit.errors import Unreachable

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


def compiled(source: str) -> bytes:
    """What typst makes of a source."""
    return bytes(typst.compile(source.encode()))


def picture(svg: str) -> bytes:
    """An SVG as PNG, at twice its size."""
    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({said(svg)}), format: "svg")'
    return bytes(typst.compile(page.encode(), format="png", ppi=144.0))


def printed(page: Page) -> bytes:
    """The document; the same page gives the same bytes. Raises CannotPrint."""
    head = top(page.title, page.subtitle, page.language, f"{page.at.year}, {page.at.month}, {page.at.day}", page.mark)
    return compiled("\n\n".join([*head, *(_block(one) for one in page.blocks)]))


def top(title: str, subtitle: str, language: str, day: str, mark: str = "") -> Iterator[str]:
    """How every document begins; `day` is its date as `year, month, day`."""
    year, month, date = day.split(", ")
    yield f"#set document(title: {said(title)}, date: datetime(year: {year}, month: {month}, day: {date}))"
    yield f'#set page(paper: "a4", margin: 2cm, numbering: "1 / 1"{_across(mark)})'
    yield f'#set text(font: {said(font())}, size: 10pt, lang: "{language}")'
    yield "#show heading: it => block(above: 1.4em, below: 0.8em, it)"
    yield f'#align(center)[#text(size: 18pt, weight: "bold", {said(title)})]'
    yield f"#align(center)[#text(fill: gray.darken(30%), {said(subtitle)})]"


def _across(mark: str) -> str:
    """A mark across the page, behind everything."""
    return f", background: rotate(-35deg, text(64pt, fill: rgb(200, 30, 30, 40), {said(mark)}))" if mark else ""


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"= #{said(block.text)}"
    if isinstance(block, Grid):
        return grid(block.head, block.rows)
    return small(block.text) if block.small else f"#{said(block.text)}"


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], columns: str = "", small_at: int = -1) -> str:
    """A table; the column `small_at`, if there is one, is set smaller."""
    cells = [f"[*#{said(one)}*]" for one in head]
    cells += [
        f"text(size: 7.5pt, fill: gray.darken(40%), {said(cell)})" if place == small_at else f"text({said(cell)})"
        for row in rows
        for place, cell in enumerate(row)
    ]
    wide = columns or f"({', '.join(['auto'] * (len(head) - 1))}, 1fr)"
    first, body = ", ".join(cells[: len(head)]), ", ".join(cells[len(head) :])
    return f"#table(columns: {wide}, stroke: 0.4pt + gray, inset: 5pt, table.header({first}), {body})"


def small(text: str) -> str:
    return f"#text(size: 7.5pt, fill: gray.darken(40%), {said(text)})"


def said(text: str) -> str:
    """A text as typst writes it down, so that nothing in it is taken for a command."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "") + '"'
