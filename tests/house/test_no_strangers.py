"""Nothing of the machine it was built on, and nobody's registry, is in the tree."""

import json
import re
import subprocess

import pytest

from tests.house import tree

OF_ONE_MACHINE = re.compile(
    r"(^|[^A-Za-z0-9_.-])/(work|farm|root|tmp/studio)/|/home/[a-z]+/|/Users/[A-Za-z]+/|[A-Z]:\\\\", re.MULTILINE
)
OUTSIDE = re.compile(r"\.\./shared\b|/shared/(design|hooks|data)\b")
REGISTRY = re.compile(
    r"(pypi|pythonhosted|npmjs|yarnpkg|npmmirror|taobao|jfrog|nexus)\.(org|com|io|cn)|mirrors?\.[a-z]+\.(edu|com|cn)|extra-index-url"
)
PICTURES = (".png", ".gz", ".npz", ".pmtiles", ".woff2", ".jpg")


def written() -> list[str]:
    return [file for file in tree.files() if not file.endswith(PICTURES)]


@pytest.mark.parametrize(
    ("what", "pattern", "within"),
    [
        ("a path of one machine", OF_ONE_MACHINE, ("",)),
        ("something outside the repository", OUTSIDE, ("",)),
        (
            "a registry",
            REGISTRY,
            ("requirements.lock", "web/package-lock.json", "web/.npmrc", "docs/", "README", "TOUR", "Makefile"),
        ),
    ],
    ids=["machine", "outside", "registry"],
)
def test_no_file_names(what: str, pattern: re.Pattern[str], within: tuple[str, ...]) -> None:
    own = "tests/house/test_no_strangers.py"
    found = [
        f"{file} names {what}: {hit.group(0)!r}"
        for file in written()
        if file.startswith(within) and file != own and (hit := pattern.search(tree.text(file)))
    ]
    assert found == []


@pytest.mark.parametrize("said", ["cd /ro" + "ot/x", "see ../sha" + "red/design", "/ho" + "me/ann/city"])
def test_a_stranger_is_known_when_met(said: str) -> None:
    assert OF_ONE_MACHINE.search(said) or OUTSIDE.search(said)


def test_the_python_lock_holds_hashes_and_no_address() -> None:
    lock = tree.text("requirements.lock")
    assert lock.count("--hash=sha256:") > 100
    assert "://" not in lock


def test_the_web_lock_holds_hashes_and_no_address_of_a_part() -> None:
    parts = json.loads(tree.text("web/package-lock.json"))["packages"]
    assert [path for path, part in parts.items() if "resolved" in part] == []
    assert [path for path, part in parts.items() if path and "integrity" not in part] == []
    assert "omit-lockfile-registry-resolved=true" in tree.text("web/.npmrc")


def test_locks_that_carry_addresses_are_not_kept() -> None:
    assert {"uv.lock", "pylock.toml"} <= set(tree.text(".gitignore").splitlines())
    if (tree.ROOT / ".git").exists():
        kept = subprocess.run(["git", "ls-files"], cwd=tree.ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        assert [file for file in kept if file.rpartition("/")[2] in ("uv.lock", "pylock.toml")] == []
