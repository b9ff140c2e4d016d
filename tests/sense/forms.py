"""Forms of detectors as people fill them in, and samples to try them on."""

from typing import Any

from tests.town import CENTRE, Desk

START = "2026-03-01T08:{minute:02}:00+08:00"


def form(**other: Any) -> dict[str, Any]:
    """Driving faster than 80 km/h."""
    return {
        "name": "own.fast",
        "kind": "threshold",
        "titles": {"zh": "开得太快", "en": "Too fast"},
        "signals": ["trucks.position"],
        "values": {"limit": 80, "for_s": 10},
        "playbook": "trucks.on_the_road",
        "warning": 3,
        **other,
    }


def rows(*values: float, signal: str = "trucks.position", subject: str = "渝A·1") -> list[dict[str, Any]]:
    """Readings of one subject, a minute apart, in the middle of the town."""
    return [
        {
            "signal": signal,
            "subject": subject,
            "at": START.format(minute=minute),
            "value": value,
            "lon": CENTRE[0],
            "lat": CENTRE[1],
        }
        for minute, value in enumerate(values)
    ]


SAMPLE = {"rows": rows(50, 90, 95, 130, 120, 50)}


def tried(board: Desk, sample: dict[str, Any] = SAMPLE, **other: Any) -> Any:
    return board.post("/api/drafts/try", form=form(**other), sample=sample)


def kept(board: Desk, sample: dict[str, Any] = SAMPLE, reason: str = "After the accident of Monday", **other: Any) -> Any:
    return board.post("/api/drafts", form=form(**other), sample=sample, reason=reason)


def released(board: Desk, version: int | None, name: str = "own.fast") -> Any:
    return board.post(f"/api/drafts/{name}/rulings", version=version, reason="As the board agreed")
