"""The city's key: what it signs (Ed25519) anybody who has the public half can verify. Rotating makes a new pair; the private half
of the old one is forgotten, so that nothing more can be signed with it, and its public half verifies for good.

The private half lies sealed in the database (see `kit/keyring.py`): who has that and the city's folder can sign while a key
holds. That what was signed was not exchanged later is proved by the seals over the fact log, in which the digest of it stands.
"""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cityloop.kit.keyring import SEALED, opened, sealed
from cityloop.kit.records import Numbered, Record, alone


class SigningKey(Numbered, Record):
    """A pair of keys, in hexadecimals; the private half is sealed, and empty once the key was rotated out."""

    __tablename__ = "signing_key"

    public: Mapped[str] = mapped_column(unique=True)
    private: Mapped[str] = mapped_column(info=SEALED)
    since: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)


def key_now(session: Session, now: datetime) -> SigningKey:
    """The key that signs now; the first is made when it is first needed."""
    alone(session, "signing key")
    held = session.scalar(select(SigningKey).where(SigningKey.until.is_(None)))
    return held or _new(session, now)


def rotate(session: Session, now: datetime) -> SigningKey:
    """Sign with a new key from now on."""
    alone(session, "signing key")
    for held in session.scalars(select(SigningKey).where(SigningKey.until.is_(None))):
        held.until, held.private = now, ""
    return _new(session, now)


def signed(session: Session, key: SigningKey, content: bytes) -> str:
    private = bytes.fromhex(opened(session, key.private))
    return Ed25519PrivateKey.from_private_bytes(private).sign(content).hex()


def holds(public: str, content: bytes, signature: str) -> bool:
    """Whether the content was signed with that key, and not changed since."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _new(session: Session, now: datetime) -> SigningKey:
    pair = Ed25519PrivateKey.generate()
    private = sealed(session, pair.private_bytes_raw().hex())
    key = SigningKey(public=pair.public_key().public_bytes_raw().hex(), private=private, since=now)
    session.add(key)
    session.flush()
    return key
