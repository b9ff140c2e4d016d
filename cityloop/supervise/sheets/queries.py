from collections.abc import Sequence

from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.rulebook.scoring import ScoreSheet
from cityloop.supervise.sheets import rules
from cityloop.supervise.sheets.rules import Sheet
from cityloop.supervise.yardsticks import queries as yardsticks
from cityloop.supervise.yardsticks.rules import By, Stretch


def sheet_of(work: Work, name: str, stretch: Stretch) -> ScoreSheet:
    """The sheet as it held when the stretch began."""
    found = yardsticks.book(work, stretch.first).sheets.get(name)
    if found is None:
        raise NotFound(kind="sheet", id=name)
    return found


def filled(work: Work, name: str, area: str, stretch: Stretch, by: By | None = None) -> Sequence[Sheet]:
    """The sheet of everyone the one who works may see, best first; of others than it is made for if that is said."""
    sheet = sheet_of(work, name, stretch)
    counted = yardsticks.counted(work, area, stretch, by or By(sheet.of))
    return rules.fill(yardsticks.book(work, stretch.first), sheet, counted)


def cost(
    work: Work, name: str, area: str, stretch: Stretch, group: str, mark: str, by: By | None = None
) -> Sequence[tuple[int, float]]:
    """The cases for which a group lost points in a mark, with how many each; together they are what was lost."""
    sheet = sheet_of(work, name, stretch)
    line = next((one for one in sheet.marks if one.name == mark), None)
    of = next((one for one in filled(work, name, area, stretch, by) if one.group == group), None)
    if line is None or of is None:
        raise NotFound(kind="mark", id=f"{mark} of {group}")
    lost = next(one.lost for one in of.marks if one.name == mark)
    cases: dict[int, float] = {}
    for count in line.costs:
        for case, adds in yardsticks.cases_of(work, area, stretch, by or By(sheet.of), group, count):
            cases[case] = cases.get(case, 0.0) + adds
    return rules.shared(lost, sorted(cases.items(), reverse=True))
