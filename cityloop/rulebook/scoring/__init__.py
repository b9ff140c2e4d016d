"""What work is measured by, as data: counts over cases, yardsticks of two counts each, score sheets, races."""

from cityloop.rulebook.scoring.book import Book as Book
from cityloop.rulebook.scoring.book import Count as Count
from cityloop.rulebook.scoring.book import Mark as Mark
from cityloop.rulebook.scoring.book import Race as Race
from cityloop.rulebook.scoring.book import ScoreSheet as ScoreSheet
from cityloop.rulebook.scoring.book import Title as Title
from cityloop.rulebook.scoring.book import Tried as Tried
from cityloop.rulebook.scoring.book import Yardstick as Yardstick
from cityloop.rulebook.scoring.columns import CASE as CASE
from cityloop.rulebook.scoring.columns import INSTANTS as INSTANTS
from cityloop.rulebook.scoring.columns import LOOK as LOOK
from cityloop.rulebook.scoring.columns import LOOK_INSTANTS as LOOK_INSTANTS
from cityloop.rulebook.scoring.columns import MEMBERS as MEMBERS
from cityloop.rulebook.scoring.reading import KINDS as KINDS
from cityloop.rulebook.scoring.reading import NotABook as NotABook
from cityloop.rulebook.scoring.reading import body_of as body_of
from cityloop.rulebook.scoring.reading import read as read
from cityloop.rulebook.scoring.reading import read_race as read_race
from cityloop.rulebook.scoring.reading import shipped as shipped
from cityloop.rulebook.scoring.reading import tried as tried
