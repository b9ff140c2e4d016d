"""What the names every city shares are called, by language. Scenarios bring words of their own."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")


@cache
def spoken(language: str) -> Mapping[str, str]:
    return read(Path(__file__).parent, language)


def read(folder: Path, language: str) -> Mapping[str, str]:
    """The words of a folder in one language: name = "words"."""
    return {name: str(words) for name, words in tomllib.loads((folder / f"{language}.toml").read_text()).items()}
