"""A town whose door is on this machine's own network, for clients that speak to an address."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from cityloop.app.doorway import Doorway
from tests.town import Town


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    """Where the town's door is."""
    config = uvicorn.Config(town.front, port=0, lifespan="off", log_level="error", access_log=False, http=Doorway)
    server, listening = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()
