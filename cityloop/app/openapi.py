"""Print the description of the API, from which the web's client is generated: `python -m cityloop.app.openapi`."""

import json
import sys
import tempfile
from pathlib import Path

from cityloop.app.http import app_for
from cityloop.app.settings import Settings
from cityloop.app.stores import open_city


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        city = open_city(Settings(home=Path(home)), ())
        json.dump(app_for(city).app.openapi(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
        city.frames.close()
        city.engine.dispose()


if __name__ == "__main__":
    main()
