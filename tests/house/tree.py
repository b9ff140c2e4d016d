"""The tree the house looks at: its files and what is written in them."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", "node_modules", "dist", "var", "__pycache__", ".cache"}
OF_TOOLS = ("_cache", ".egg-info")  # what tools leave behind

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Every file that is kept, as a path from the root with slashes."""
    return tuple(sorted(_walk()))


def _walk() -> Iterator[str]:
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in NOT_OURS and not name.endswith(OF_TOOLS) and name != ".hypothesis"]
        for name in (name for name in names if name not in NOT_OURS):
            yield (Path(folder) / name).relative_to(ROOT).as_posix()


def under(*folders: str, ends: tuple[str, ...] = (".py",)) -> list[str]:
    """The files below these folders whose names end so."""
    return [file for file in files() if file.startswith(tuple(f"{folder}/" for folder in folders)) and file.endswith(ends)]


@cache
def text(file: str) -> str:
    """What a file says; empty if it is not text."""
    content = (ROOT / file).read_bytes()
    return "" if b"\0" in content[:8192] else content.decode("utf-8", errors="replace")


@cache
def parsed(file: str) -> ast.Module:
    return ast.parse(text(file), file)


def functions(file: str) -> list[Function]:
    return [node for node in ast.walk(parsed(file)) if isinstance(node, Function)]


def classes(file: str) -> list[ast.ClassDef]:
    return [node for node in ast.walk(parsed(file)) if isinstance(node, ast.ClassDef)]


def defined(file: str) -> set[str]:
    """Names a module gives: functions, classes, their methods, and what is assigned at the top."""
    names = {node.name for node in (*functions(file), *classes(file))}
    for node in parsed(file).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names
