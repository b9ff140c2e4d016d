"""A source that speaks SensorThings to a town, by plain requests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient

from tests.town import CENTRE, Town

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"
ROOT = "/sta/v1.1"


def point(lon: float = CENTRE[0], lat: float = CENTRE[1]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def place(name: str = "Here", lon: float = CENTRE[0], lat: float = CENTRE[1]) -> dict[str, Any]:
    return {"name": name, "description": "a place", "encodingType": "application/geo+json", "location": point(lon, lat)}


def datastream(name: str = "Level", **about: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "how high",
        "observationType": OM + "OM_Measurement",
        "unitOfMeasurement": {"name": "metre", "symbol": "m", "definition": "m"},
        "Sensor": {"name": "gauge", "description": "a gauge", "encodingType": "text/html", "metadata": "x"},
        "ObservedProperty": {"name": name, "definition": "https://example.org/level", "description": "height"},
    } | about


def thing(name: str = "Post 1", *streams: dict[str, Any], **about: Any) -> dict[str, Any]:
    return {"name": name, "description": "a post", "Locations": [place()], "Datastreams": list(streams)} | about


def ago(seconds: float) -> str:
    return (NOW - timedelta(seconds=seconds)).isoformat()


@dataclass
class Speaker:
    """Someone with a token or a key."""

    http: TestClient
    key: str

    @classmethod
    def of(cls, town: Town) -> "Speaker":
        return cls(TestClient(town.front, raise_server_exceptions=False), town.token)

    def ask(self, method: str, path: str, body: Any = None, **about: Any) -> Any:
        headers = {"authorization": f"Bearer {self.key}"} | about.pop("headers", {})
        given = {"json": body} if body is not None else {}
        return self.http.request(method, f"{ROOT}/{path}", headers=headers, **given, **about)

    def get(self, path: str, **options: Any) -> Any:
        query = "&".join(f"${name}={quote(str(said))}" for name, said in options.items())
        answer = self.ask("GET", f"{path}?{query}" if query else path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def make(self, path: str, body: Any) -> Any:
        answer = self.ask("POST", path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()["@iot.id"]

    def names(self, path: str, **options: Any) -> list[str]:
        return [one["name"] for one in self.get(path, **options)["value"]]

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = self.ask(method, path, body)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["message"] == answer.json()["detail"]
        return answer.status_code, answer.json()["message"]
