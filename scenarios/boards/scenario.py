"""The declaration: boards, tracks and vital signs stand in `vitals/*.toml`, one file a board."""

from datetime import timedelta
from pathlib import Path

from cityloop.rulebook import Demo, Duty, Scenario
from cityloop.rulebook.catalogue import read_folder
from cityloop.rulebook.words import read
from scenarios.boards.demo import play

HERE = Path(__file__).parent
CATALOGUE = read_folder(HERE / "vitals")

scenario = Scenario(
    name="boards",
    signals=CATALOGUE.signals,
    detectors=(),
    duties=tuple(Duty(name=lead) for lead in dict.fromkeys(track.lead for track in CATALOGUE.tracks)),
    demo=Demo(play=play, history=timedelta(minutes=30)),
    words={
        language: {
            **read(HERE / "words", language),
            **{name: title[language] for name, title in CATALOGUE.words.items()},
        }
        for language in ("zh", "en")
    },
    catalogue=CATALOGUE,
)
