"""Nothing grows out of sight: a file is read in one go, a function is seen at once."""

import pytest

from tests.house import tree

FILE_LINES = 300
FUNCTION_LINES = 40
VOCABULARY_LINES = 600  # a room's facts are one page to look words up in, not to read
KERNEL_LINES = 60  # a loop over rows is told in one place, because a call inside it costs
PYTHON = ("cityloop", "scenarios", "tests", "tools", "bench")
GENERATED = "web/src/api/generated/"
STEPS = "cityloop/app/migrations/versions/"  # written once, by a tool, and read from top to bottom


def is_kernel(file: str) -> bool:
    return file.startswith("cityloop/kernels/") or (file.startswith("scenarios/") and file.endswith("/kernels.py"))


def too_long(file: str) -> list[str]:
    most = KERNEL_LINES if is_kernel(file) else FUNCTION_LINES
    found = [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in tree.functions(file)]
    return [f"{file}: {name} has {lines} lines, {most} is the most" for name, lines in found if lines > most]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    written = [
        *tree.under(*PYTHON),
        *(file for file in tree.under("tools", ends=("",)) if "." not in file),
        *(file for file in tree.under("web/src", ends=(".ts", ".tsx", ".css")) if not file.startswith(GENERATED)),
    ]
    assert len(written) > 100
    lengths = {file: tree.text(file).count("\n") for file in written}
    most = {file: VOCABULARY_LINES if file.endswith("/facts.py") else FILE_LINES for file in lengths}
    assert {file: lines for file, lines in lengths.items() if lines > most[file]} == {}


def test_no_function_is_longer_than_forty_lines_and_no_kernel_than_sixty() -> None:
    assert [fault for file in tree.under(*PYTHON) if not file.startswith(STEPS) for fault in too_long(file)] == []


@pytest.mark.parametrize(("file", "kernel"), [("scenarios/trucks/kernels.py", True), ("scenarios/trucks/demo.py", False)])
def test_kernels_are_known_by_where_they_stand(file: str, kernel: bool) -> None:
    assert is_kernel(file) is kernel
