"""What the guide on vital signs says can be done can be done, with its own example."""

import re

from tests.house import tree
from tests.town import CENTRE, DISTRICT, Town

GUIDE = tree.text("docs/guides/vital-signs.md")
NAME = "ecology.quiet.loud_share"


def test_the_example_of_the_guide_is_brought_and_its_number_explains_itself(town: Town) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    leader = town.hire("leader50", "leader", "50")
    headers = {"authorization": f"Bearer {leader.key}"}
    for dry in ("true", "false"):
        answer = town.http.post(
            f"/api/vitals/catalogue?dry={dry}", files={"file": ("noise.toml", example.encode())}, headers=headers
        )
        assert answer.json()["counts"] == {"new": 2, "changed": 0, "same": 0, "refused": 0}, answer.text
    assert answer.json()["kept"]
    at = town.clock().isoformat()
    rows = [
        {"signal": "trucks.position", "subject": f"渝D·{speed}", "at": at, "value": speed, "lon": CENTRE[0], "lat": CENTRE[1]}
        for speed in (20, 30, 50, 60)
    ]
    assert town.send("trucks", rows).json()["refused"] == 0
    town.city.settle()
    opened = leader.get(f"/api/vitals/{NAME}/{DISTRICT}/explanation").json()
    assert (opened["beat"]["value"], opened["filled"]) == (50.0, "4 > 0 ? 2 / 4 * 100 : 0")
    assert [one["value"] for one in opened["lamp"]["limits"]] == [10.0, 20.0, 80.0]
    town.clock.forward(seconds=61)
    town.city.settle()
    assert leader.get(f"/api/vitals/{NAME}/{DISTRICT}/explanation").json()["beat"]["warning"] == 3
