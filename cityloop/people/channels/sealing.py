"""Web push, sealed: only the browser it is meant for can read it, and the push service knows whom it came from.

RFC 8291 (keys), RFC 8188 (aes128gcm), RFC 8292 (VAPID). Pure but for the random salt and the key made for one message.
"""

import base64
import json
import os
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cityloop.people.channels.channel import PushKey

MOST = 3993  # bytes of content that every push service takes: 4096 sealed
RECORD = 4096
TOKEN_S = 12 * 3600
CURVE = ec.SECP256R1()


def made() -> PushKey:
    """A new pair of keys for the city."""
    key = ec.generate_private_key(CURVE)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return PushKey(encoded(point(key.public_key())), pem.decode())


def sealed(content: bytes, browser: str, auth: str, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b"") -> bytes:
    """The content for one browser (its public key and secret, URL-safe base64), as aes128gcm in one record. Raises
    ValueError if it is too long, or the browser's key is none."""
    if len(content) > MOST:
        raise ValueError(f"a push holds {MOST} bytes, this is {len(content)}")
    key, salt = key or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs, ours = decoded(browser), point(key.public_key())
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    basis = _derived(shared, decoded(auth), b"WebPush: info\0" + theirs + ours, 32)
    content_key = _derived(basis, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(basis, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content_key).encrypt(nonce, content + b"\x02", None)


def vapid(endpoint: str, key: PushKey, contact: str, now_s: int) -> str:
    """The header by which a push service knows the city: a token for its origin, signed with ES256."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now_s + TOKEN_S, "sub": contact}
    said = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    private = serialization.load_pem_private_key(key.private.encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(private.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={said}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={key.public}"


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encoded(content: bytes) -> str:
    """
    >>> encoded(b"???")
    'Pz8_'
    """
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(said: str) -> bytes:
    """
    >>> decoded("Pz8_")
    b'???'
    """
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def _json(said: dict[str, object]) -> str:
    return encoded(json.dumps(said, separators=(",", ":")).encode())


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
