"""How somebody takes part in a case. Pure."""

from enum import StrEnum


class As(StrEnum):
    assist = "assist"  # 协办
    whistled = "whistled"  # 吹哨报到
    planned = "planned"  # 预案响应
    across = "across"  # 跨区县协同
