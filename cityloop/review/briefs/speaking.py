"""A brief in a language: what its names are called, and where each number comes from, as a sentence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cityloop.review.briefs.content import Cell, Chart, Content, Figure, Table


@dataclass(frozen=True)
class Speaker:
    words: Mapping[str, str]
    language: str

    def name(self, name: str) -> str:
        """What a name of briefs is called."""
        return self.words.get(f"brief.{name}", name)

    def cell(self, cell: Cell) -> str:
        """A cell of a table; one that begins with @ is a name."""
        if cell is None:
            return "–"
        if isinstance(cell, str) and cell.startswith("@"):
            return self.words.get(cell[1:], cell[1:])
        return f"{cell:g}" if isinstance(cell, float) else str(cell)

    def measured_in(self, unit: str) -> str:
        return self.words.get(f"brief.unit.{unit}", unit)

    def value(self, figure: Figure) -> str:
        unit = self.measured_in(figure.unit)
        return "–" if figure.value is None else f"{figure.value:g} {unit}".strip()

    def before(self, figure: Figure) -> str:
        return "" if figure.before is None else self.name("before").format(before=f"{figure.before:g}")

    def title(self, content: Content) -> str:
        return f"{content.area_name} {self.name(f'kind.{content.kind}')}"

    def days(self, content: Content) -> str:
        since, last = date.fromisoformat(content.since), date.fromisoformat(content.until) - timedelta(days=1)
        said = self.day(since) if since == last else f"{self.day(since)} – {self.day(last)}"
        return self.name("days").format(days=said, as_of=self.moment(content.as_of))

    def day(self, day: date) -> str:
        return f"{day.year} 年 {day.month} 月 {day.day} 日" if self.language == "zh" else f"{day.day} {day:%B} {day.year}"

    def moment(self, said: str) -> str:
        at = datetime.fromisoformat(said)
        return f"{self.day(at.date())} {at:%H:%M}"

    def source(self, content: Content, one: Figure | Table | Chart) -> str:
        """Which rows were counted, of where, as of when, and how many they were."""
        about = {"since": content.since, "until": content.until}
        which = self.name(f"source.{one.source}").format(**about)
        said = {"which": which, "area": content.area_name, "as_of": self.moment(content.as_of), "counted": one.counted}
        return self.name("source").format(**said)
