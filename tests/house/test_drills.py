"""Whoever reads cases in order to count them leaves drills out, and says so; a new reader that forgets is found here."""

import re

from tests.house import tree

SELECTS = r"select\([^\n]*\bCase\b|select_from\(Case\)"
READS = re.compile(SELECTS + r"|clocks\.(ended_since|open_at|pressing)\(|\bcolumns\.\w+\(work")
ROOMS = ("cityloop/supervise", "cityloop/review", "cityloop/cockpit", "cityloop/app")
COUNTS_NONE = {  # file: why it may read drills like any case
    "cityloop/supervise/verifications/queries.py": "reads the columns of cases, which leave drills out",
    "cityloop/supervise/doubts/queries.py": "reads the columns of cases, which leave drills out",
    "cityloop/supervise/yardsticks/queries.py": "reads the columns of cases, which leave drills out",
}


ALERTS = re.compile(r"select\([^\n]*\bAlert\b")
ALERT_ROOMS = ("cityloop/sense", *ROOMS, "cityloop/decide")
SHOWS_ALERTS = {  # file: why it may read alerts that are drills
    "cityloop/sense/alerts/crowds.py": "reads storms, of which no drill is a part",
    "cityloop/sense/alerts/masses.py": "reads storms, of which no drill is a part",
}


def test_every_reader_of_alerts_leaves_drills_out_or_says_why_not() -> None:
    found = [file for file in tree.under(*ALERT_ROOMS) if ALERTS.search(tree.text(file))]
    assert len(found) > 2
    assert [file for file in found if "drill" not in tree.text(file) and file not in SHOWS_ALERTS] == []
    assert [file for file in SHOWS_ALERTS if file not in found] == []


def readers() -> list[str]:
    return [file for file in tree.under(*ROOMS) if READS.search(tree.text(file))]


def test_every_reader_of_cases_leaves_drills_out_or_says_why_not() -> None:
    assert len(readers()) > 4
    assert [file for file in readers() if "drill" not in tree.text(file) and file not in COUNTS_NONE] == []


def test_the_columns_all_counting_stands_on_leave_drills_out() -> None:
    assert "~Case.drill" in tree.text("cityloop/decide/columns/queries.py")


def test_what_is_struck_off_is_gone() -> None:
    assert [file for file in COUNTS_NONE if file not in readers()] == []
