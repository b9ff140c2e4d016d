"""Every wall is run against once on purpose: a contract that cannot fail holds nothing."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import tree

CIRCLES = "Inside a room, no feature goes in circles"
BREACHES = {  # contract: files that break it, and what they import
    "Rooms: each may import only what stands below it": {
        "cityloop/cockpit/breach.py": "cityloop.app.city",
        "cityloop/review/breach.py": "cityloop.cockpit.timelines.queries",
        "cityloop/supervise/breach.py": "cityloop.review.facts",
        "cityloop/decide/breach.py": "cityloop.supervise.facts",
        "cityloop/services/breach.py": "cityloop.decide.facts",
        "cityloop/sense/breach.py": "cityloop.decide.facts",
        "cityloop/catalog/breach.py": "cityloop.sense.facts",
        "cityloop/places/breach.py": "cityloop.people.facts",
        "cityloop/people/breach.py": "cityloop.places.facts",
        "cityloop/kit/breach.py": "cityloop.places.facts",
        "cityloop/rulebook/breach.py": "cityloop.kit.errors",
        "cityloop/kernels/breach.py": "cityloop.rulebook",
    },
    "Scenarios see the rulebook and the kernels, nothing else": {"scenarios/trucks/breach.py": "cityloop.kit.errors"},
    "No scenario leans on another": {"scenarios/breach/leaning.py": "scenarios.trucks.kernels"},
    "Kernels and rulebook are pure": {
        "cityloop/kernels/breach_sql.py": "sqlalchemy",
        "cityloop/rulebook/breach_web.py": "fastapi",
    },
    CIRCLES: {"cityloop/decide/tasks/breach.py": "cityloop.decide.cases.queries"},
    "Sense keeps its tables to itself": {"cityloop/decide/breach_tables.py": "cityloop.sense.alerts.tables"},
    "Decide keeps its tables to itself": {"cityloop/supervise/breach_tables.py": "cityloop.decide.cases.tables"},
    "Supervise keeps its tables to itself": {"cityloop/review/breach_tables.py": "cityloop.supervise.scores.tables"},
    "Review keeps its tables to itself": {"cityloop/cockpit/breach_tables.py": "cityloop.review.lessons.tables"},
    "People and places keep their tables to themselves": {
        "cityloop/decide/breach_people.py": "cityloop.people.members.tables",
        "cityloop/decide/breach_places.py": "cityloop.places.areas.tables",
    },
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy of the tree in which every wall has a hole."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("cityloop", "scenarios"):
        shutil.copytree(tree.ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "*.gz", "*.npz"))
    shutil.copy(tree.ROOT / "pyproject.toml", copy)
    for breaches in BREACHES.values():
        for file, imported in breaches.items():
            path = copy / file
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(f"import {imported}\n")
    lint = Path(sys.executable).with_name("lint-imports")
    command = [str(lint), "--no-cache", "--no-logo"]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, env={"COLUMNS": "400"}, check=False)
    assert run.returncode == 1, run.stderr
    return run.stdout


def test_every_contract_is_broken_here() -> None:
    contracts = tomllib.loads(tree.text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == set(BREACHES)


@pytest.mark.parametrize("contract", BREACHES)
def test_the_wall_is_felt(contract: str, said: str) -> None:
    assert re.search(rf"^{re.escape(contract)} BROKEN", said, re.MULTILINE)
    complaint = said.split(f"\n{contract}\n", 1)[1]
    complaint = re.split(r"\n\n\n?[^\n]+\n-{5,}\n", complaint, maxsplit=1)[0]
    for file, imported in BREACHES[contract].items():
        importer = file.removesuffix(".py").replace("/", ".")
        shown = importer.rpartition(".")[0].rpartition(".")[2] if contract == CIRCLES else importer
        assert shown in complaint, f"{importer} imports {imported}, and nobody minds"
