"""What a brief says, before it is a document: figures, tables and charts, each with where it comes from. Pure values."""

from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number by name. `counted` is how many rows stand behind it, `source` the name of the sentence that says which;
    `before` is the same of the stretch before."""

    name: str
    value: float | None
    unit: str
    source: str
    counted: int
    before: float | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under columns; cells that begin with @ are names that words are found for."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    counted: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Numbers over labels, one or two series, as bars that lie (`bars`) or columns that stand (`columns`)."""

    name: str
    shape: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    source: str
    counted: int


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()  # sentences in both languages


@dataclass(frozen=True, kw_only=True)
class Content:
    """A whole brief. Instants as ISO texts; `corrections` say what an earlier make of it said: figure, was, is."""

    kind: str
    area: str
    area_name: str
    since: str
    until: str
    as_of: str
    sections: tuple[Section, ...]
    corrections: tuple[tuple[str, Cell, Cell], ...] = ()


def body_of(content: Content) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(content)


def read_body(body: dict[str, Any]) -> Content:
    sections = tuple(
        Section(
            name=one["name"],
            figures=tuple(Figure(**each) for each in one["figures"]),
            charts=tuple(
                Chart(
                    **{
                        **each,
                        "labels": tuple(each["labels"]),
                        "series": tuple((name, tuple(values)) for name, values in each["series"]),
                    }
                )
                for each in one["charts"]
            ),
            tables=tuple(
                Table(**{**each, "columns": tuple(each["columns"]), "rows": tuple(map(tuple, each["rows"]))})
                for each in one["tables"]
            ),
            lines=tuple((zh, en) for zh, en in one["lines"]),
        )
        for one in body["sections"]
    )
    corrections = tuple((name, was, now) for name, was, now in body["corrections"])
    return Content(**{**body, "sections": sections, "corrections": corrections})


def numbers(content: Content) -> dict[str, Cell]:
    """Every number of a brief by a name of its own, for comparing two makes of it."""
    found: dict[str, Cell] = {}
    for section in content.sections:
        for figure in section.figures:
            found[f"{section.name}.{figure.name}"] = figure.value
        for chart in section.charts:
            for name, values in chart.series:
                found |= {f"{chart.name}.{name}.{label}": value for label, value in zip(chart.labels, values, strict=True)}
        for table in section.tables:
            for row in table.rows:
                found |= {
                    f"{table.name}.{row[0]}.{column}": cell for column, cell in zip(table.columns[1:], row[1:], strict=True)
                }
    return found


def differences(was: Content, now: Content) -> tuple[tuple[str, Cell, Cell], ...]:
    """What is other than it was, by name."""
    before, after = numbers(was), numbers(now)
    names = [*after, *(name for name in before if name not in after)]
    return tuple((name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name))
