"""What the web believes of the API is what the API says."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from cityloop.app import openapi
from tests.house import tree

WEB = tree.ROOT / "web"
GENERATED = "web/src/api/generated"


def test_the_description_the_web_is_built_from_is_the_one_the_api_gives(capsys: pytest.CaptureFixture[str]) -> None:
    openapi.main()
    now, kept = json.loads(capsys.readouterr().out), json.loads((WEB / "openapi.json").read_text())
    assert now == kept, "python -m cityloop.app.openapi > web/openapi.json; cd web; npm run generate"


def test_the_generated_client_is_what_would_be_generated_now(tmp_path: Path) -> None:
    if not (WEB / "node_modules" / "@hey-api").exists() and "CI" not in os.environ:
        pytest.skip("web/node_modules is not there: `make web` brings it")
    path = f"{tree.ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "GENERATED": str(tmp_path / "generated")}
    command = ["npm", "run", "--silent", "generate"]
    run = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    made = {str(path.relative_to(tmp_path / "generated")): path.read_text() for path in (tmp_path / "generated").rglob("*.ts")}
    kept = {file.removeprefix(f"{GENERATED}/"): tree.text(file) for file in tree.under(GENERATED, ends=(".ts",))}
    assert sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name)) == []
