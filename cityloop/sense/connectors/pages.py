"""Pages of a file: its rows as columns, so many at a time, from any row on. The same file gives the same pages each time."""

import codecs
import csv
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import openpyxl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from cityloop.kit.errors import Unreadable
from cityloop.sense.connectors.connector import Odd
from cityloop.sense.connectors.sheet import cells

BLOCK = 4 * 1024 * 1024  # bytes of CSV in a page; a line may not be longer
ROWS = 50_000  # of Parquet in a page
ROWS_OF_EXCEL = 5_000
HEAD = 256 * 1024
UNPACKED, STRINGS = 4 * 1024**3, 256 * 1024**2  # what an Excel file may unpack to, in all and in its texts


NOT_SUCH = (  # what Arrow, zip and openpyxl raise for a file that is not what its name says
    pa.ArrowException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError,
    SyntaxError, RuntimeError,
)  # fmt: skip


class Page(NamedTuple):
    """Rows and odd lines up to the `until`-th of the file; `line` is where the first row stands, as people count."""

    table: pa.Table
    until: int
    line: int
    odd: list[Odd]


class Form(Protocol):
    @property
    def header_row(self) -> int: ...
    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def sheet(self) -> str: ...


def pages(path: Path, form: Form, since: int) -> Iterator[Page]:
    """The pages after row `since`, where a page ended. Raises Unreadable where it cannot be read on."""
    try:
        yield from READERS[path.suffix.lower()](path, form, since)
    except NOT_SUCH as fault:
        raise Unreadable(why=f"It cannot be read: {' '.join(str(fault).split())[:300]}.") from None


# CSV ------------------------------------------------------------------------------------------------------------------


def _csv(path: Path, form: Form, since: int) -> Iterator[Page]:
    encoding, delimiter, names = _sniffed(path, form)
    odd: list[Odd] = []

    def skip(row: pacsv.InvalidRow) -> str:
        why = f"{row.actual_columns} cells where there are {row.expected_columns} columns."
        odd.append(Odd(row.number or 0, why, row.text or ""))
        return "skip"

    reading = pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(
            use_threads=False, block_size=BLOCK, skip_rows=form.header_row, column_names=names, encoding=encoding
        ),
        parse_options=pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=False, invalid_row_handler=skip),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    until = 0
    with reading:
        for block in reading:
            until += block.num_rows + len(odd)
            if until > since:
                line = form.header_row + 1 + until - block.num_rows - len(odd)
                yield Page(pa.Table.from_batches([block]), until, line, list(odd))
            odd.clear()
        if odd and until + len(odd) > since:
            yield Page(reading.schema.empty_table(), until + len(odd), odd[0].line, odd)


def _sniffed(path: Path, form: Form) -> tuple[str, str, list[str]]:
    """How the file is written, what parts its cells, and what its columns are called."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    encoding = form.encoding or _encoding(head)
    said = codecs.getincrementaldecoder(encoding)("strict").decode(head).removeprefix("\ufeff")
    lines = said.splitlines()[: form.header_row + 1]
    if len(lines) < max(1, form.header_row):
        raise Unreadable(why="It has no line that names the columns.")
    line = lines[max(0, form.header_row - 1)]
    delimiter = form.delimiter or max("\t;|,", key=line.count)
    found = next(csv.reader([line], delimiter=delimiter))
    names = [name.strip() for name in found] if form.header_row else [f"c{place}" for place in range(1, len(found) + 1)]
    if len(set(names)) < len(names):
        raise Unreadable(why="Two columns have one name.")
    return encoding, delimiter, names


def _encoding(head: bytes) -> str:
    """UTF-8 if it is, UTF-16 if it says so, else what the country's older systems write."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


# Parquet, Excel -------------------------------------------------------------------------------------------------------


def _parquet(path: Path, _: Form, since: int) -> Iterator[Page]:
    until = 0
    with pq.ParquetFile(path) as file:
        for block in file.iter_batches(ROWS):
            until += block.num_rows
            if until > since:
                yield Page(pa.Table.from_batches([block]), until, 1 + until - block.num_rows, [])


def _excel(path: Path, form: Form, since: int) -> Iterator[Page]:
    with zipfile.ZipFile(path) as packed:
        parts = packed.infolist()
    if sum(one.file_size for one in parts) > UNPACKED or any(
        one.file_size > STRINGS for one in parts if "sharedStrings" in one.filename
    ):
        raise Unreadable(why="It unpacks to more than is read.")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        if form.sheet and form.sheet not in book.sheetnames:
            raise Unreadable(why=f"It has no sheet {form.sheet}; it has {', '.join(book.sheetnames[:10])}.")
        rows = (book[form.sheet] if form.sheet else book[book.sheetnames[0]]).iter_rows(values_only=True)
        yield from _excel_pages(rows, form.header_row, since)
    finally:
        book.close()


def _excel_pages(rows: Iterator[tuple[Any, ...]], header_row: int, since: int) -> Iterator[Page]:
    header = list(islice(rows, header_row))[-1] if header_row else ()
    until, names = 0, [str(name).strip() if name is not None else f"c{place}" for place, name in enumerate(header, 1)]
    if len(set(names)) < len(names):
        raise Unreadable(why="Two columns have one name.")
    while block := list(islice(rows, ROWS_OF_EXCEL)):
        until += len(block)
        if until <= since:
            continue
        if not names:
            names = [f"c{place}" for place in range(1, len(block[0]) + 1)]
        columns: Mapping[str, Any] = {
            name: cells([row[place] if place < len(row) else None for row in block]) for place, name in enumerate(names)
        }
        yield Page(pa.table(columns), until, header_row + 1 + until - len(block), [])


Reader = Callable[[Path, Form, int], Iterator[Page]]
READERS: Mapping[str, Reader] = {".csv": _csv, ".tsv": _csv, ".txt": _csv, ".parquet": _parquet, ".xlsx": _excel}
