"""What a picture says of itself, pure: bytes in; when and where it was taken out of its EXIF, and its fingerprint."""

import io
import math
import struct
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from cityloop.kernels.likeness import SIDE, fingerprint

MOST_PIXELS = 100_000_000
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, ArithmeticError, TypeError, LookupError),
    *(Image.DecompressionBombError, Warning),  # a warning where those are errors
)


class Picture(NamedTuple):
    """All parts may be missing: a picture sent through a messenger says nothing, one of a wall has no fingerprint."""

    taken: datetime | None
    place: tuple[float, float] | None  # lon, lat in degrees, WGS 84
    fingerprint: np.uint64 | None


NOTHING = Picture(None, None, None)


def looked_at(content: bytes, local: tzinfo) -> Picture:
    """What the picture says. A broken one says nothing; times without a zone are `local`."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                return NOTHING
            exif = _exif(image)
            return Picture(_taken(exif, local), _place(exif), _fingerprint(image))
    except BROKEN:
        return NOTHING


def _fingerprint(image: Image.Image) -> np.uint64 | None:
    image.draft("L", (8 * SIDE, 8 * SIDE))
    seen = image.convert("RGBA").getchannel("A") if image.mode in ("RGBA", "LA", "PA") else None
    if seen is not None and seen.getextrema()[1] == 0:
        return None
    greys = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return fingerprint(np.asarray(greys, np.float64))


def _exif(image: Image.Image) -> Mapping[int, Mapping[int, Any]]:
    try:
        exif = image.getexif()
        return {IFD.Exif: exif.get_ifd(IFD.Exif), IFD.GPSInfo: exif.get_ifd(IFD.GPSInfo)}
    except BROKEN:
        return {IFD.Exif: {}, IFD.GPSInfo: {}}


def _taken(exif: Mapping[int, Mapping[int, Any]], local: tzinfo) -> datetime | None:
    try:
        said = datetime.strptime(str(exif[IFD.Exif][Base.DateTimeOriginal]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (its zone stands elsewhere)
        return said.replace(tzinfo=_offset(str(exif[IFD.Exif].get(Base.OffsetTimeOriginal, "")), local))
    except BROKEN:
        return None


def _offset(said: str, local: tzinfo) -> tzinfo:
    """The zone of `+08:00`; the local one if none is said."""
    sign, hours, _, minutes = said[:1], said[1:3], said[3:4], said[4:6]
    if sign in ("+", "-") and hours.isdigit() and minutes.isdigit() and int(hours) < 15:
        return timezone((-1 if sign == "-" else 1) * timedelta(hours=int(hours), minutes=int(minutes) % 60))
    return local


def _place(exif: Mapping[int, Mapping[int, Any]]) -> tuple[float, float] | None:
    gps = exif[IFD.GPSInfo]
    try:
        lon = _degrees(gps[GPS.GPSLongitude], str(gps.get(GPS.GPSLongitudeRef, "E")) == "W")
        lat = _degrees(gps[GPS.GPSLatitude], str(gps.get(GPS.GPSLatitudeRef, "N")) == "S")
    except BROKEN:
        return None
    fits = abs(lon) <= 180 and abs(lat) <= 90 and (lon, lat) != (0, 0)  # a device without a fix says nought
    return (lon, lat) if fits and math.isfinite(lon) and math.isfinite(lat) else None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return (-1 if negative else 1) * (degrees + minutes / 60 + seconds / 3600)
