"""What was sent is rolled into the lake, the process is killed, and the history is asked for: all of it, once."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.stories.serving import Served, founded
from tests.town import CENTRE, PASSWORD

ROWS = 500


def sent(served: Served, token: str, began: datetime) -> dict[str, Any]:
    rows = [
        {
            "signal": "trucks.position",
            "subject": f"渝A·{step % 5}",
            "at": (began + timedelta(seconds=20 * step)).isoformat(),
            "value": step / 10,
            "lon": CENTRE[0],
            "lat": CENTRE[1],
        }
        for step in range(ROWS)
    ]
    body, badge = {"batch": "history", "readings": rows}, {"authorization": f"Bearer {token}"}
    return dict(httpx.post(f"{served.url}/readings", json=body, headers=badge, timeout=30).json())


def asked(served: Served, began: datetime, **about: Any) -> Any:
    with httpx.Client(base_url=served.url, timeout=30) as http:
        key = http.post("/api/session", json={"login": "board", "password": PASSWORD}).json()["key"]
        stretch = {"since": began.isoformat(), "until": (began + timedelta(hours=4)).isoformat()}
        return http.get(
            "/api/readings",
            params={"signal": "trucks.position", **stretch, **about},
            headers={"authorization": f"Bearer {key}"},
        ).json()


def rolled(served: Served, at_least: int) -> None:
    ends = time.monotonic() + 120
    while (health := served.health()) is None or health["lake"]["rolled"] < at_least:
        assert time.monotonic() < ends, f"not in the lake: {health and health['lake']}"
        time.sleep(0.2)


@pytest.mark.slow
def test_what_was_sent_is_asked_for_from_the_lake_after_the_process_was_killed(tmp_path: Path, town_map: Path) -> None:
    home = tmp_path / "city"
    served = Served(home)
    token = founded(home, town_map)
    began = datetime.now(UTC) - timedelta(hours=4)  # noqa: TID251 (the served city has a real clock)
    try:
        served.start()
        served.wait_until_it_turns()
        assert sent(served, token, began)["stored"] == ROWS
        served.kill()
        served.start()
        rolled(served, ROWS)
        served.kill()
        served.start()
        served.wait_until_it_turns()
        assert sent(served, token, began)["doubled"] == ROWS
        assert sorted(asked(served, began, tier="raw")["columns"]["value"]) == [step / 10 for step in range(ROWS)]
        assert sum(asked(served, began, tier="hourly")["columns"]["rows"]) == ROWS
    finally:
        served.kill()
