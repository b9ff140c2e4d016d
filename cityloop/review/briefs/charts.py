"""Charts as SVG, drawn plainly: every value is written beside its bar, so that nothing must be guessed. Pure."""

from html import escape

from cityloop.review.briefs.content import Chart
from cityloop.review.briefs.speaking import Speaker

WIDTH, ROW, LEFT, RIGHT = 640, 26, 190, 60
HEIGHT, BASE, TOP, EDGE = 230, 190, 34, 12
INKS = ("#1f5fbf", "#e08a1e")
FONT = "Noto Sans CJK SC"


def drawn(chart: Chart, speaker: Speaker, font: str = FONT) -> str:
    """The chart as an SVG document."""
    body, height = (_bars if chart.shape == "bars" else _columns)(chart, speaker)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    back = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    return f'{head} font-family="{font}" font-size="12" fill="#333333">{back}{"".join(body)}</svg>'


def _bars(chart: Chart, speaker: Speaker) -> tuple[list[str], int]:
    """Bars that lie under one another, labels before them."""
    ((_, values),) = chart.series
    most = max(values, default=0) or 1
    found = []
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        y, wide = EDGE + place * ROW, (WIDTH - LEFT - RIGHT) * value / most
        found.append(_text(LEFT - 8, y + 15, speaker.cell(label), "end"))
        found.append(f'<rect x="{LEFT}" y="{y + 3}" width="{wide:.1f}" height="{ROW - 9}" fill="{INKS[0]}"/>')
        found.append(_text(LEFT + wide + 6, y + 15, f"{value:g}", "start"))
    return found, 2 * EDGE + ROW * max(1, len(values))


def _columns(chart: Chart, speaker: Speaker) -> tuple[list[str], int]:
    """Columns that stand side by side, a group a label, with a legend."""
    most = max((value for _, values in chart.series for value in values), default=0) or 1
    step = (WIDTH - 2 * EDGE) / max(1, len(chart.labels))
    wide = min(26.0, step * 0.8 / len(chart.series))
    found = [f'<line x1="{EDGE}" y1="{BASE}" x2="{WIDTH - EDGE}" y2="{BASE}" stroke="#999999"/>']
    for order, (name, values) in enumerate(chart.series):
        found.append(f'<rect x="{EDGE + order * 150}" y="6" width="12" height="12" fill="{INKS[order]}"/>')
        found.append(_text(EDGE + order * 150 + 18, 16, speaker.name(f"figure.{name}"), "start"))
        for place, value in enumerate(values):
            middle = EDGE + step * (place + 0.5)
            x, tall = middle + wide * (order - len(chart.series) / 2), (BASE - TOP - 14) * value / most
            found.append(f'<rect x="{x:.1f}" y="{BASE - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{INKS[order]}"/>')
            if value:
                found.append(_text(x + wide / 2, BASE - tall - 3, f"{value:g}", "middle", 9))
    every = max(1, round(44 / step))
    for place, label in enumerate(chart.labels):
        if place % every == 0:
            found.append(_text(EDGE + step * (place + 0.5), BASE + 16, speaker.cell(label), "middle", 10))
    return found, HEIGHT


def _text(x: float, y: float, said: str, anchor: str, size: int = 12) -> str:
    short = said if len(said) <= 22 else said[:21] + "…"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(short)}</text>'
