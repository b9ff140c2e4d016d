"""People at work: they file, dispatch, take, finish and confirm cases, each with the page of the case before them, while screens
listen. A process of its own: `python -m bench.moves SAID`, a JSON file that says where, with which keys, at which cases."""

import http.client
import json
import selectors
import socket
import statistics
import sys
import threading
import time
from pathlib import Path
from typing import Any

HANDS = 8  # people at work at a time
SCREENS = 10


class Hand:
    """One connection, by whichever key."""

    def __init__(self, port: int, keys: dict[str, str]) -> None:
        self._http, self._keys = http.client.HTTPConnection("127.0.0.1", port, timeout=60), keys
        self.took: list[float] = []

    def ask(self, who: str, method: str, path: str, said: Any = None) -> Any:
        headers = {"authorization": f"Bearer {self._keys[who]}", "content-type": "application/json"}
        self._http.request(method, path, None if said is None else json.dumps(said), headers)
        answer = self._http.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {body[:300]!r}")
        return json.loads(body)

    def move(self, who: str, path: str, said: Any) -> None:
        began = time.perf_counter()
        self.ask(who, "POST", path, said)
        self.took.append(time.perf_counter() - began)

    def round(self, case: int, about: dict[str, Any]) -> None:
        """Five moves of one case."""
        at = f"/api/cases/{case}"
        self.move("acceptor", f"{at}/moves/file", {"said": {}})
        self.move("dispatcher", f"{at}/moves/dispatch", {"said": {"area": about["area"], "duty": about["duty"]}})
        (task,) = self.ask("crew", "GET", at)["tasks"]
        self.move("crew", f"{at}/tasks/{task['id']}/take", {})
        done = {"note": "done", "photos": [about["photo"]], "outcome": "settled"}
        self.move("crew", f"{at}/tasks/{task['id']}/finish", done)
        self.move("crew", f"{at}/moves/confirm", {"said": {}})


class Screens:
    """Live streams that are read and counted."""

    def __init__(self, port: int, key: str) -> None:
        self._chosen, self.told, self._ends = selectors.DefaultSelector(), 0, threading.Event()
        for _ in range(SCREENS):
            line = socket.create_connection(("127.0.0.1", port))
            line.sendall(f"GET /api/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n".encode())
            self._chosen.register(line, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._ends.is_set():
            for chosen, _ in self._chosen.select(0.5):
                line = chosen.fileobj
                assert isinstance(line, socket.socket)
                self.told += line.recv(1 << 16).count(b"event: fact")

    def stop(self) -> int:
        self._ends.set()
        self._thread.join()
        return self.told


def main() -> None:
    said = json.loads(Path(sys.argv[1]).read_text())
    hands = [Hand(said["port"], said["keys"]) for _ in range(HANDS)]
    screens = Screens(said["port"], said["keys"]["dispatcher"])
    cases, lock, until = list(reversed(said["cases"])), threading.Lock(), time.perf_counter() + said["seconds"]
    faults: list[str] = []

    def work(hand: Hand) -> None:
        while time.perf_counter() < until and not faults:
            with lock:
                if not cases:
                    return
                case = cases.pop()
            try:
                hand.round(case, said)
            except (RuntimeError, OSError, ValueError) as fault:
                faults.append(repr(fault))

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, took = time.perf_counter() - began, sorted(one for hand in hands for one in hand.took)
    time.sleep(1)
    told = screens.stop()
    found = {"moves": len(took), "seconds": seconds, "told": told, "faults": faults[:2], "left": len(cases)}
    if took:
        found |= {"p50": statistics.median(took), "p99": took[int(len(took) * 0.99)]}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
