"""The scenarios that are installed: every folder of `scenarios/`."""

import importlib
import pkgutil

import scenarios
from cityloop.rulebook import Scenario


def installed() -> tuple[Scenario, ...]:
    """Every scenario, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(scenarios.__path__) if module.ispkg)
    return tuple(importlib.import_module(f"scenarios.{name}").scenario for name in names)
