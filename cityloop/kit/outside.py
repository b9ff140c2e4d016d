"""Outside: connections to addresses that people typed in. What lies inside is not called unless the city's settings name it:
who may write an address must not thereby reach what only this machine reaches."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from cityloop.kit.errors import Refused, Unreachable

Networks = tuple[IPv4Network | IPv6Network, ...]
MOST_ANSWERED = 65_536
TIMEOUT_S = 10.0


class Inside(Refused):
    """{host} lies inside this network: whoever runs this machine names such networks under `inner` in city.toml."""

    status = 422


class Unspeakable(Refused):
    """This is no address that can be called: {url}"""

    status = 422


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


def networks(said: str) -> Networks:
    """
    >>> networks("127.0.0.0/8, 10.1.2.3")
    (IPv4Network('127.0.0.0/8'), IPv4Network('10.1.2.3/32'))
    """
    return tuple(ip_network(one.strip()) for one in said.split(",") if one.strip())


def allowed(address: str, inner: Networks) -> bool:
    """Whether this address may be called.

    >>> allowed("192.0.2.1", ()), allowed("10.0.0.1", ()), allowed("10.0.0.1", networks("10.0.0.0/8"))
    (False, False, True)
    >>> allowed("::ffff:127.0.0.1", ()), allowed("1.1.1.1", ())
    (False, True)
    """
    said = ip_address(address.partition("%")[0])
    one = getattr(said, "ipv4_mapped", None) or said
    if any(one.version == net.version and one in net for net in inner):
        return True
    return one.is_global and not one.is_multicast


def connect(host: str, port: int, inner: Networks, timeout_s: float = TIMEOUT_S) -> socket.socket:
    """A connection to the first address of the host that may be called: the one looked at is the one called. Raises Inside
    if none may, Unreachable if none answers."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failure:
        raise Unreachable(f"{host} is not found") from failure
    may = [one for *_, one in found if allowed(str(one[0]), inner)]
    if not may:
        raise Inside(host=host)
    why: OSError | None = None
    for one in may:
        try:
            return socket.create_connection((str(one[0]), port), timeout_s)
        except OSError as failure:
            why = failure
    raise Unreachable(f"{host}:{port} does not answer") from why


def sound(url: str) -> str:
    """The address, if it can be called at all."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or not url.isascii() or any(one <= " " for one in url):
        raise Unspeakable(url=url[:200])
    return url


class Broken(Unreachable):
    """The connection broke after all was said: whether it was heard nobody knows."""


def call(method: str, url: str, headers: Mapping[str, str], body: bytes, inner: Networks) -> Answer:
    """Say something to an HTTP server once; redirects are not followed. Raises Inside, Unspeakable, Unreachable (nothing was
    heard there), or Broken (nobody knows)."""
    parts = urlsplit(sound(url))
    host, secure = str(parts.hostname), parts.scheme == "https"
    sock = connect(host, parts.port or (443 if secure else 80), inner)
    try:
        line = http.client.HTTPConnection(parts.netloc)
        line.sock = _wrapped(sock, host) if secure else sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            line.request(method, path, body, {**headers, "connection": "close"})
            said = line.getresponse()
            content = said.read(MOST_ANSWERED)
        except (OSError, http.client.HTTPException) as failure:
            raise Broken(f"{host} broke off: {type(failure).__name__}") from failure
        return Answer(said.status, {name.lower(): value for name, value in said.getheaders()}, content)
    finally:
        sock.close()


def _wrapped(sock: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except OSError as failure:
        raise Unreachable(f"{host} shows no certificate that holds: {failure}") from failure
