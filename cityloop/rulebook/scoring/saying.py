"""A condition as people say it, in a language: for those who read what is counted, and do not read expressions. Pure."""

from collections.abc import Callable, Mapping
from functools import reduce

from cityloop.kernels.formulas import Node
from cityloop.rulebook.scoring.columns import CASE, FLAGS, INSTANTS, LOOK, LOOK_INSTANTS
from cityloop.rulebook.words import LANGUAGES, spoken

YES_OR_NO = {*FLAGS, "satisfied", "late", "accepted", "before_filing"}
SUMS = ("plus", "minus")
HAPPENED = {*INSTANTS, *LOOK_INSTANTS, "satisfied"}
FORMS = {
    "zh": {
        "all": "，且", "any": "，或", "not": "不是（{0}）", "known": "有{0}", "unknown": "无{0}", "yes": "已{0}", "no": "未{0}",
        "less": "{0} 小于 {1}", "at_most": "{0} 不超过 {1}", "greater": "{0} 超过 {1}", "at_least": "{0} 不少于 {1}",
        "equal": "{0} 为 {1}", "unequal": "{0} 不为 {1}", "plus": "{0} + {1}", "minus": "{0} − {1}", "times": "{0} × {1}",
        "divided": "{0} ÷ {1}", "group": "（{0}）", "min": "{0} 与 {1} 取小", "max": "{0} 与 {1} 取大",
    },
    "en": {
        "all": ", and ", "any": ", or ", "not": "not ({0})", "known": "{0} is known", "unknown": "{0} is not known", "yes": "{0}",
        "no": "not {0}", "less": "{0}: less than {1}", "at_most": "{0}: at most {1}", "greater": "{0}: more than {1}",
        "at_least": "{0}: at least {1}", "equal": "{0}: {1}", "unequal": "{0}: not {1}", "plus": "{0} + {1}",
        "minus": "{0} − {1}", "times": "{0} × {1}", "divided": "{0} ÷ {1}", "group": "({0})", "min": "the lesser of {0} and {1}",
        "max": "the greater of {0} and {1}",
    },
}  # fmt: skip


def in_words(node: Node) -> Mapping[str, str]:
    """What the steps of a condition or a sum say, by language.

    >>> from cityloop.rulebook.expressions import understand
    >>> in_words(understand("!known(voided) && handle_late == 1", {"voided", "handle_late"}).formula)["en"]
    'not voided, and handled late'
    """
    return {language: _said(node, language) for language in LANGUAGES}


def explained(names: frozenset[str]) -> Mapping[str, Mapping[str, str]]:
    """What each column that stands in an expression is, by language."""
    return {name: {one: spoken(one)[f"column.{name}.what"] for one in LANGUAGES} for name in sorted(names & {*CASE, *LOOK})}


def _said(node: Node, language: str) -> str:
    if node.does == "name":
        return spoken(language).get(f"column.{node.name}", node.name)
    if node.does == "number":
        return f"{node.number:g}"
    return _flag(node, language) or SAYING.get(node.does, _called)(node, language)


def _flag(node: Node, language: str) -> str:
    """What is so or not so: a flag that is 1 or 0, an instant that has come or not."""
    forms, words, denied = FORMS[language], spoken(language), node.does == "not"
    one = node.parts[0] if denied else node
    name = one.parts[0].name if one.parts else ""
    if one.does == "known" and name in HAPPENED:
        return forms["no" if denied else "yes"].format(words[f"column.{name}.done"])
    if one.does == "known" and name:
        return forms["unknown" if denied else "known"].format(_said(one.parts[0], language))
    if one.does == "equal" and name in YES_OR_NO and one.parts[1].number in (0.0, 1.0):
        return words[f"column.{name}" if (one.parts[1].number == 1.0) != denied else f"column.{name}.no"]
    return ""


def _joined(node: Node, language: str) -> str:
    parts = (_said(part, language) for part in node.parts)
    forms = FORMS[language]
    grouped = (
        forms["group"].format(said) if part.does in ("all", "any") else said for part, said in zip(node.parts, parts, strict=True)
    )
    return forms[node.does].join(grouped)


def _formed(node: Node, language: str) -> str:
    forms, said = FORMS[language], [_said(part, language) for part in node.parts]
    if node.does in ("times", "divided"):
        said = [forms["group"].format(one) if part.does in SUMS else one for one, part in zip(said, node.parts, strict=True)]
    return forms[node.does].format(*said)


def _least_or_most(node: Node, language: str) -> str:
    first, *rest = (_said(part, language) for part in node.parts)
    return reduce(FORMS[language][node.does].format, rest, first)


def _called(node: Node, language: str) -> str:
    return f"{node.does}({', '.join(_said(part, language) for part in node.parts)})"


SAYING: Mapping[str, Callable[[Node, str], str]] = {
    "all": _joined,
    "any": _joined,
    **dict.fromkeys(("not", "known", "less", "at_most", "greater", "at_least", "equal", "unequal"), _formed),
    **dict.fromkeys(("plus", "minus", "times", "divided"), _formed),
    **dict.fromkeys(("min", "max"), _least_or_most),
}
