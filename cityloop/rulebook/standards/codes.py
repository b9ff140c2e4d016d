"""The identifiers of GB/T 47678: 11 digits for a matter of a district, 17 for one component in it. Pure."""

import re
from typing import NamedTuple

from cityloop.rulebook.standards import national

DISTRICT = re.compile(r"[1-9]\d{5}")
MOST = 999_999  # components of one category in one district


class NotACode(ValueError):
    """An identifier says what stands in the national list, with the digits it is to have; this one does not."""


class ComponentCode(NamedTuple):
    """What an identifier of a component says."""

    district: str
    key: str
    number: int


def matter_code(district: str, key: str) -> str:
    """事项代码: six digits of the district, five of the matter. It names a kind of matter, not one that happened.

    >>> matter_code("500103", "M06010")
    '50010306010'
    """
    return _district(district) + _digits(key, "M")


def component_code(district: str, key: str, number: int) -> str:
    """管理部件标识码: six digits of the district, five of the component, six that count on.

    >>> component_code("500103", "C01001", 123)
    '50010301001000123'
    """
    if not 0 < number <= MOST:
        raise NotACode(f"components are counted from 1 to {MOST}, and this is number {number}")
    return f"{_district(district)}{_digits(key, 'C')}{number:06d}"


def read_matter_code(code: str) -> tuple[str, str]:
    """The district and the key that a matter's code says.

    >>> read_matter_code("50010306010")
    ('500103', 'M06010')
    """
    if not re.fullmatch(r"\d{11}", code, re.ASCII):
        raise NotACode(f"a matter's code has eleven digits, and this is {code}")
    _digits(f"M{code[6:]}", "M")
    return _district(code[:6]), f"M{code[6:]}"


def read_component_code(code: str) -> ComponentCode:
    """What a component's code says.

    >>> read_component_code("50010301001000123")
    ComponentCode(district='500103', key='C01001', number=123)
    """
    if not re.fullmatch(r"\d{17}", code, re.ASCII) or code.endswith("000000"):
        raise NotACode(f"a component's code has seventeen digits and counts from one, and this is {code}")
    _digits(f"C{code[6:11]}", "C")
    return ComponentCode(_district(code[:6]), f"C{code[6:11]}", int(code[11:]))


def _district(code: str) -> str:
    if not DISTRICT.fullmatch(code) or not code.isascii():
        raise NotACode(f"a district has six digits, and this is {code}")
    return code


def _digits(key: str, kind: str) -> str:
    if key not in national() or key[0] != kind:
        raise NotACode(f"{key} is not in the national list of {'matters' if kind == 'M' else 'components'}")
    return key[1:]
