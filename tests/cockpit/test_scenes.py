"""Scenes: what is shipped can be hung in the city as it is installed; what cannot is refused with everything that is wrong."""

from importlib.resources import files

import pytest

from cityloop.cockpit.scenes.rules import faults
from cityloop.rulebook import scenes
from cityloop.rulebook.scenes import Kind, NotAScene, Pane, read, shipped
from cityloop.rulebook.scoring import shipped as shipped_book
from tests.conftest import BOTH
from tests.town import Town

SIZES = {(1920, 1080), (3840, 1080), (6656, 1792)}
OWN = """
name = "rain"
level = "district"
size = [1920, 1080]

[words.zh]
title = "防汛"
ticker = "正在发生"

[words.en]
title = "Rain"
ticker = "As it happens"

[[pane]]
name = "rain"
kind = "number"
at = [0, 0, 960, 1080]
source = "emergency.weather.rain"

[[pane]]
name = "ticker"
kind = "ticker"
at = [960, 0, 960, 1080]
"""


def text_of(name: str) -> str:
    return files(scenes).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def test_scenes_are_shipped_for_every_level_and_size() -> None:
    found = shipped().values()
    assert {one.level for one in found} == {"city", "district", "street"}
    assert {(one.width, one.height) for one in found} == SIZES


def test_what_is_shipped_shows_what_the_city_has(town: Town) -> None:
    with town.city.glance(by="test") as work:
        vitals, boards, book = set(work.rulebook.vitals_on(work.today)), work.rulebook.boards, shipped_book()
    known = {Kind.number: vitals, Kind.ranking: set(book.yardsticks), Kind.race: set(book.races)}
    assert [faults(one, known, boards, shipped()) for one in shipped().values()] == [[] for _ in shipped()]


def test_panes_that_touch_do_not_lie_over_one_another() -> None:
    one, beside, over = (Pane(name="a", kind=Kind.map, x=x, y=0, width=10, height=10) for x in (0, 10, 9))
    assert not one.meets(beside) and not beside.meets(one)
    assert one.meets(over) and over.meets(one)


@pytest.mark.parametrize(
    ("said", "instead", "why"),
    [
        ("size = [1920, 1080]", "size = [1920]", "cannot be read"),
        ("size = [1920, 1080]", "size = [1920, 100000]", "pixels a side"),
        ('level = "district"', 'level = "grid"', "for a city, a district or a street"),
        ('level = "district"', 'level = "galaxy"', "cannot be read"),
        ("at = [960, 0, 960, 1080]", "at = [959, 0, 960, 1080]", "The panes rain and ticker lie over one another"),
        ("at = [960, 0, 960, 1080]", "at = [960, 0, 961, 1080]", "ticker reaches beyond the wall"),
        ("at = [960, 0, 960, 1080]", "at = [960, 0, 960, 20]", "ticker is too small to be read"),
        ('source = "emergency.weather.rain"', "", "does not say its source: a vital sign"),
        ('name = "ticker"', 'name = "rain"', "twice"),
        ('name = "ticker"', 'name = "the ticker"', "short word"),
        ('ticker = "As it happens"', "", "no title in en"),
        ('title = "防汛"', 'title = " "', "title is missing in zh"),
        ('kind = "ticker"', 'kind = "clown"', "cannot be read"),
        ('name = "rain"', "name = ", "cannot be read"),
        ("[words.en]", "[words.fr]", "'en' is missing"),
    ],
)
def test_what_cannot_be_hung_is_refused_in_sentences(said: str, instead: str, why: str) -> None:
    assert said in OWN
    with pytest.raises(NotAScene, match=why):
        read(OWN.replace(said, instead))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(NotAScene) as refused:
        read(OWN.replace("at = [960, 0, 960, 1080]", "at = [959, 0, 962, 1080]").replace('title = "Rain"', ""))
    for why in ("beyond the wall", "over one another", "missing in en"):
        assert why in str(refused.value)


@BOTH
def test_a_city_brings_a_scene_of_its_own_and_takes_it_back(town: Town) -> None:
    operator, clerk = town.hire("watch", "operator", "50"), town.desk("clerk")
    assert clerk.post("/api/scenes", text=OWN, dry=False).status_code == 403
    strange = OWN.replace("emergency.weather.rain", "emergency.weather.frogs")
    refused = operator.post("/api/scenes", text=strange, dry=False)
    assert refused.status_code == 422 and "emergency.weather.frogs, which is not a vital sign" in refused.json()["detail"]
    assert operator.post("/api/scenes", text=OWN, dry=True).status_code == 200
    assert clerk.get("/api/scenes/rain").status_code == 404, "what was only tried is not there"
    assert operator.post("/api/scenes", text=OWN, dry=False).json()["own"]
    assert [one["name"] for one in clerk.get("/api/scenes/rain").json()["panes"]] == ["rain", "ticker"]
    assert "rain" in {one["name"] for one in clerk.get("/api/scenes").json()}
    assert operator.delete("/api/scenes/rain").status_code == 200
    assert clerk.get("/api/scenes/rain").status_code == 404


def test_a_scene_of_the_citys_own_stands_in_for_a_shipped_one_until_it_is_taken_back(town: Town) -> None:
    operator = town.hire("watch", "operator", "50")
    own = text_of("city").replace('title = "The city"', 'title = "Our city"')
    assert operator.post("/api/scenes", text=own, dry=False).status_code == 200
    assert operator.get("/api/scenes/city").json()["words"]["en"]["title"] == "Our city"
    operator.delete("/api/scenes/city")
    assert operator.get("/api/scenes/city").json()["words"]["en"]["title"] == "The city"
    assert operator.delete("/api/scenes/city").json()["error"] == "NotOwn"
