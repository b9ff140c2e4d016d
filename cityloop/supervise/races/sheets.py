"""A race as people take it along, pure: a run in, an Excel book of three sheets out."""

from collections.abc import Mapping, Sequence
from typing import Any

from cityloop.kit.sheets import Page, book
from cityloop.supervise.races.schemas import RunnerOut, RunOut

HEADS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "zh": {
        "pages": ("名次", "变动", "规则"),
        "board": ("名次", "调整后名次", "参赛者", "代码", "总分", "案件", "旗牌"),
        "log": ("参赛者", "上月名次", "本月名次", "总分变动", "超过", "被超过"),
        "rule": ("项目", "内容"),
        "rule_lines": (
            *("赛马", "月份", "截至", "计分表", "最少案件数", "红旗名额", "黄牌名额"),
            *("奖励", "处罚", "来源", "冻结文件 SHA-256"),
        ),
        "flags": ("红旗", "黄牌", "案件太少"),
    },
    "en": {
        "pages": ("Places", "Changes", "Rule"),
        "board": ("Place", "Adjusted place", "Runner", "Code", "Points", "Cases", "Flag"),
        "log": ("Runner", "Place before", "Place now", "Points gained", "Overtook", "Overtaken by"),
        "rule": ("What", "Says"),
        "rule_lines": (
            *("Race", "Month", "As of", "Score sheet", "Fewest cases", "Red flags", "Yellow cards"),
            *("Rewards", "Penalties", "Source", "SHA-256 of the frozen file"),
        ),
        "flags": ("red flag", "yellow card", "too few cases"),
    },
}


def written(run: RunOut, language: str) -> bytes:
    """The book in a language: places, what changed since the month before, the rule."""
    heads = HEADS[language]
    marks = [(one.name, one.words.get(language, one.name)) for one in run.marks]
    pages = heads["pages"]
    return book(
        [
            Page(pages[0], [*heads["board"], *(words for _, words in marks)], [_place(one, marks, heads) for one in run.runners]),
            Page(pages[1], [*heads["log"], *(words for _, words in marks)], _changes(run, marks)),
            Page(pages[2], heads["rule"], list(zip(heads["rule_lines"], _terms(run, language), strict=True)), (22, 80)),
        ]
    )


def _place(one: RunnerOut, marks: Sequence[tuple[str, str]], heads: Mapping[str, Sequence[str]]) -> list[Any]:
    red, yellow, few = heads["flags"]
    flag = {"red": red, "yellow": yellow}.get(one.flag, "" if one.place else few)
    said = [one.place or "", one.adjusted or "", one.title or one.group, one.group, one.total, one.cases, flag]
    return [*said, *(one.marks.get(name, "") for name, _ in marks)]


def _changes(run: RunOut, marks: Sequence[tuple[str, str]]) -> list[list[Any]]:
    lines = []
    for one in run.runners:
        if one.before:
            gained = round(one.total - one.before["total"], 6)
            said = [one.title or one.group, one.before["place"] or "", one.place or "", gained]
            gains = [one.gained.get(name, 0) for name, _ in marks]
            lines.append([*said, _called(run, one.overtook), _called(run, one.overtaken_by), *gains])
    return lines


def _called(run: RunOut, groups: Sequence[str]) -> str:
    return "、".join(run.titles.get(one) or one for one in groups)


def _terms(run: RunOut, language: str) -> list[Any]:
    race = run.race
    about = [race.words.get(language, race.name), f"{run.first:%Y-%m}", run.as_of.isoformat(timespec="seconds")]
    counts = [race.sheet_words.get(language, race.sheet), race.least, race.red, race.yellow]
    return [
        *about,
        *counts,
        race.rewards.get(language, ""),
        race.penalties.get(language, ""),
        race.source.get(language, ""),
        run.file,
    ]
