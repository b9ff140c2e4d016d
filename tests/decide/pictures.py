"""Pictures made up of light, shapes and grain, the same for the same number; and copies as people make them."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance


def scene(number: int, wide: int = 320, high: int = 240) -> Image.Image:
    """A view with a sky, a ground and things on it: neighbouring pixels are alike, as in what a camera sees."""
    rng = np.random.default_rng(number)
    waves = rng.normal(size=(9, 12)) * 40 + rng.uniform(60, 180)
    light = Image.fromarray(waves.clip(0, 255).astype(np.uint8)).resize((wide, high), Image.Resampling.BICUBIC)
    view = Image.merge("RGB", [light.point([int(v * part) for v in range(256)]) for part in rng.uniform(0.6, 1.0, 3)])
    draw = ImageDraw.Draw(view)
    for _ in range(rng.integers(4, 12)):
        x, y = rng.integers(0, wide), rng.integers(0, high)
        w, h = rng.integers(10, wide // 2), rng.integers(10, high // 2)
        shape = draw.rectangle if rng.random() < 0.6 else draw.ellipse
        shape([int(x), int(y), int(x + w), int(y + h)], fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    grain = rng.normal(0, 6, (high, wide, 1))
    return Image.fromarray((np.asarray(view, np.float64) + grain).clip(0, 255).astype(np.uint8))


def jpeg(image: Image.Image, quality: int = 90, **about: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **about)
    return out.getvalue()


def copies(image: Image.Image) -> dict[str, bytes]:
    """The same picture as it comes back: smaller, saved again, held otherwise, brightened, through a messenger."""
    half, small = (image.resize((image.width * part // 100, image.height * part // 100)) for part in (50, 23))
    png, webp = io.BytesIO(), io.BytesIO()
    half.save(png, "PNG")
    image.save(webp, "WEBP", quality=40)
    found = {
        "saved again": jpeg(image, 30),
        "half": jpeg(half),
        "small": jpeg(small, 50),
        "png": png.getvalue(),
        "webp": webp.getvalue(),
        "grey": jpeg(image.convert("L"), 60),
        "brighter": jpeg(ImageEnhance.Brightness(image).enhance(1.15)),
        "flatter": jpeg(ImageEnhance.Contrast(image).enhance(0.7)),
        "mirrored": jpeg(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 70),
        "turned and small": jpeg(small.transpose(Image.Transpose.ROTATE_90), 60),
    }
    for name in ("ROTATE_90", "ROTATE_180", "ROTATE_270"):
        found[name] = jpeg(image.transpose(getattr(Image.Transpose, name)), 70)
    return found
