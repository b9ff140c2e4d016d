"""A brief as a workbook: figures, tables and charts as numbers one can reckon with."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from cityloop.review.briefs.content import Chart, Content, Table
from cityloop.review.briefs.speaking import Speaker

FIGURES = ("section", "figure", "value", "unit", "before", "source")


def printed(content: Content, speaker: Speaker) -> bytes:
    """The workbook; the same content gives the same bytes."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        at = datetime.fromisoformat(content.as_of).replace(tzinfo=None)
        book.set_properties({"title": speaker.title(content), "author": "CityLoop", "created": at})
        bold = book.add_format({"bold": True, "bg_color": "#e8eef8"})
        _figures(book, content, speaker, bold)
        for section in content.sections:
            for chart in section.charts:
                _chart(book, content, chart, speaker, bold)
            for table in section.tables:
                _table(book, content, table, speaker, bold)
    return kept.getvalue()


def _figures(book: Any, content: Content, speaker: Speaker, bold: Any) -> None:
    sheet = book.add_worksheet(speaker.name("sheet.figures"))
    sheet.set_column(0, 4, 14)
    sheet.set_column(5, 5, 90)
    sheet.write(0, 0, speaker.title(content), bold)
    sheet.write(1, 0, speaker.days(content))
    sheet.write_row(3, 0, [speaker.name(f"column.{name}") for name in FIGURES], bold)
    lines = [(section, one) for section in content.sections for one in section.figures]
    for row, (section, one) in enumerate(lines, 4):
        sheet.write_row(row, 0, [speaker.name(f"section.{section.name}"), speaker.name(f"figure.{one.name}")])
        numbers = (one.value, speaker.measured_in(one.unit), one.before)
        sheet.write_row(row, 2, ["–" if cell is None else cell for cell in numbers])
        sheet.write(row, 5, speaker.source(content, one))
    for row, (name, was, now) in enumerate(content.corrections, len(lines) + 6):
        sheet.write_row(row, 0, [speaker.name("section.corrections"), name, speaker.cell(was), "→", speaker.cell(now)])


def _chart(book: Any, content: Content, chart: Chart, speaker: Speaker, bold: Any) -> None:
    """The numbers, and a chart of the spreadsheet's own over them."""
    title = speaker.name(f"chart.{chart.name}")
    sheet = book.add_worksheet(_tab(title))
    sheet.write_row(0, 0, ["", *(speaker.name(f"figure.{name}") for name, _ in chart.series)], bold)
    for row, label in enumerate(chart.labels, 1):
        sheet.write_row(row, 0, [speaker.cell(label), *(values[row - 1] for _, values in chart.series)])
    last = len(chart.labels)
    sheet.write(last + 2, 0, speaker.source(content, chart))
    sheet.set_column(0, 0, 24)
    if not last:
        return
    shown = book.add_chart({"type": "bar" if chart.shape == "bars" else "column"})
    for place in range(1, len(chart.series) + 1):
        where = {"name": [_tab(title), 0, place], "categories": [_tab(title), 1, 0, last, 0]}
        shown.add_series({**where, "values": [_tab(title), 1, place, last, place], "data_labels": {"value": True}})
    shown.set_title({"name": title})
    sheet.insert_chart(1, len(chart.series) + 2, shown)


def _table(book: Any, content: Content, table: Table, speaker: Speaker, bold: Any) -> None:
    sheet = book.add_worksheet(_tab(speaker.name(f"table.{table.name}")))
    sheet.set_column(0, len(table.columns), 22)
    sheet.write_row(0, 0, [speaker.name(f"column.{name}") for name in table.columns], bold)
    for row, cells in enumerate(table.rows, 1):
        sheet.write_row(row, 0, [speaker.cell(cell) if isinstance(cell, str) or cell is None else cell for cell in cells])
    sheet.write(len(table.rows) + 2, 0, speaker.source(content, table))


def _tab(title: str) -> str:
    """A name a sheet may bear."""
    return "".join(one for one in title if one not in "[]:*?/\\'")[:31]
