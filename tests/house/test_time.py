"""Time is an argument: nobody asks the wall clock but the one function that is handed in as the city's clock."""

import ast
from collections.abc import Iterator

import pytest

from tests.house import tree

ASKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
}
MAY = {  # file: what it may ask, and why
    "cityloop/app/settings.py": {"datetime.datetime.now", "time.monotonic"},  # `clock` and `beat`, handed in
    "cityloop/cockpit/panes/sharing.py": {"time.perf_counter"},  # how long a pane took; never what time it is
    **{  # `now()` is a word of the standard's language; it is answered with the time of the work
        f"cityloop/sense/things/{name}.py": {"now"} for name in ("expressions", "conditions", "columns")
    },
}


def imported(module: ast.Module) -> dict[str, str]:
    """What each imported name stands for, in full."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for one in node.names:
                first = one.name.partition(".")[0]
                names |= {one.asname: one.name} if one.asname else {first: first}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def said(node: ast.expr, names: dict[str, str]) -> str:
    """A dotted expression in full, '' if it is none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        before = said(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return ""


def asked(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of each question put to the wall clock, called or handed on."""
    names = imported(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Name | ast.Attribute) and said(node, names) in ASKS:
            yield node.lineno, said(node, names)
        if isinstance(node, ast.Constant) and node.value in ("now", "CURRENT_TIMESTAMP"):
            yield node.lineno, str(node.value)


def test_the_wall_clock_is_asked_in_one_place() -> None:
    found = [
        f"{file}:{line} asks {name}"
        for file in tree.under("cityloop", "scenarios")
        for line, name in asked(tree.parsed(file))
        if name not in MAY.get(file, set())
    ]
    assert found == []


def test_what_may_ask_still_does() -> None:
    for file, names in MAY.items():
        assert {name for _, name in asked(tree.parsed(file))} == names


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as d\nd.datetime.now(d.UTC)",
        "from time import monotonic as m\nlater(m)",
        "import time\ntime.time()",
        "import numpy as np\nnp.datetime64('now')",
        "from sqlalchemy import func\nfunc.now()",
    ],
)
def test_a_question_is_known_under_any_name(source: str) -> None:
    assert list(asked(ast.parse(source)))
