"""Deadlines reckoned by hand: the limits of the city's books (domain §2.7 to 2.9) under the lists of 2026 and 2027.

Working days of 2026 around the holidays, by the State Council's list of 4 November 2025: off 1–3 January (4 January worked),
15–23 February (14 and 28 February worked), 4–6 April, 1–5 May (9 May worked), 19–21 June, 25–27 September,
1–7 October (20 September and 10 October worked). Hours are 9–12 and 13–18 unless a case says otherwise.
"""

from datetime import date

import pytest

from cityloop.decide.calendars.rules import Kept, Times, calendar
from tests.decide.clocks import due

USUAL = calendar()
LONG_LUNCH = calendar((), (Times(spans=((540, 720), (840, 1050))),))  # 9–12 and 14–17:30: six and a half hours
SUMMER = calendar((), (Times(since=date(2026, 6, 1), spans=((510, 720), (870, 1080))),))  # 8:30–12 and 14:30–18: seven hours
NEXT_DAY = calendar((), (Times(next_day=True),))
ALL_DAYS = calendar((), (Times(weekdays=(0, 1, 2, 3, 4, 5, 6), spans=((0, 1440),), holidays_off=False),))

GOLDEN = [
    # urgent: day and night, holidays or not
    ("2026-03-02 08:00", ("2UH",), "2026-03-02 10:00", "燃气 stop the leak, out of hours"),
    ("2026-02-16 23:30", ("1UH",), "2026-02-17 00:30", "over midnight into New Year"),
    ("2026-02-13 17:00", ("2UD",), "2026-02-15 17:00", "two urgent days run through the holiday"),
    ("2026-03-02 08:00", ("0.25UH",), "2026-03-02 08:15", "a quarter of an hour for filing"),
    ("2028-02-28 12:00", ("1UD",), "2028-02-29 12:00", "into a leap day"),
    ("2028-02-29 12:00", ("1UD",), "2028-03-01 12:00", "out of a leap day"),
    # working hours
    ("2026-03-02 09:00", ("4WH",), "2026-03-02 14:00", "暴露垃圾 over lunch"),
    ("2026-03-02 08:00", ("4WH",), "2026-03-02 14:00", "before work counts from nine"),
    ("2026-03-02 12:00", ("4WH",), "2026-03-02 17:00", "begun as lunch begins"),
    ("2026-03-02 12:30", ("4WH",), "2026-03-02 17:00", "begun in lunch"),
    ("2026-03-02 13:00", ("4WH",), "2026-03-02 17:00", "begun as lunch ends"),
    ("2026-03-02 16:00", ("4WH",), "2026-03-03 11:00", "over a night"),
    ("2026-03-02 18:00", ("2WH",), "2026-03-03 11:00", "begun as work ends"),
    ("2026-03-02 23:59", ("2WH",), "2026-03-03 11:00", "begun before midnight"),
    ("2026-03-03 00:00", ("2WH",), "2026-03-03 11:00", "begun at midnight"),
    ("2026-03-02 14:00", ("4WH",), "2026-03-02 18:00", "ends as work ends, not as it begins again"),
    ("2026-03-06 17:00", ("2WH",), "2026-03-09 10:00", "over a weekend"),
    ("2026-02-14 17:00", ("2WH",), "2026-02-24 10:00", "from a make-up Saturday over the Spring Festival"),
    ("2026-02-13 17:00", ("2WH",), "2026-02-14 10:00", "into a make-up Saturday"),
    ("2026-02-27 17:00", ("2WH",), "2026-02-28 10:00", "into the make-up Saturday after the festival"),
    ("2026-02-18 10:00", ("4WH",), "2026-02-24 14:00", "begun on a holiday"),
    ("2026-04-03 17:30", ("1.5WH",), "2026-04-07 10:00", "over Tomb-Sweeping Day"),
    ("2026-12-31 17:00", ("2WH",), "2027-01-04 10:00", "into a year of which only the law is known: 1 January off"),
    # working days
    ("2026-03-02 16:00", ("1WD",), "2026-03-03 16:00", "the same point of the next working day"),
    ("2026-03-02 08:00", ("1WD",), "2026-03-02 18:00", "begun before work: that whole day"),
    ("2026-03-02 19:00", ("1WD",), "2026-03-03 18:00", "begun after work: the whole next day"),
    ("2026-03-02 12:30", ("1WD",), "2026-03-03 12:00", "begun in lunch: the end of the next morning"),
    ("2026-03-06 16:00", ("1WD",), "2026-03-09 16:00", "over a weekend"),
    ("2026-03-07 10:00", ("1WD",), "2026-03-09 18:00", "begun on a Saturday: all of Monday"),
    ("2026-02-13 16:00", ("1WD",), "2026-02-14 16:00", "14 February is worked"),
    ("2026-02-13 16:00", ("2WD",), "2026-02-24 16:00", "the Spring Festival is not"),
    ("2026-02-12 10:00", ("5WD",), "2026-02-26 10:00", "道路破损 13, 14, 24, 25, 26 February"),
    ("2026-02-24 10:00", ("5WD",), "2026-03-02 10:00", "25, 26, 27, 28 February, 2 March"),
    ("2026-02-16 10:00", ("1WD",), "2026-02-24 18:00", "begun on New Year's Eve: all of the first working day"),
    ("2026-09-28 10:00", ("15WD",), "2026-10-23 10:00", "私搭乱建 29, 30, then 8–10, 12–16, 19–23 October"),
    ("2026-09-18 16:00", ("1WD",), "2026-09-20 16:00", "a make-up Sunday"),
    ("2026-04-30 16:00", ("3WD",), "2026-05-08 16:00", "6, 7, 8 May"),
    ("2026-04-30 16:00", ("4WD",), "2026-05-09 16:00", "a make-up Saturday after Labour Day"),
    ("2026-06-18 10:00", ("2WD",), "2026-06-23 10:00", "over the Dragon Boat Festival"),
    ("2028-02-28 10:00", ("2WD",), "2028-03-01 10:00", "29 February 2028 is a Tuesday and worked"),
    # legs: an extension counts after the limit
    ("2026-03-02 16:00", ("1WD", "1WD"), "2026-03-04 16:00", "extended by its own limit"),
    ("2026-03-02 16:00", ("4WH", "1WD"), "2026-03-04 11:00", "extended by another kind"),
    ("2026-03-06 16:00", ("2UH", "1WH"), "2026-03-09 10:00", "urgent, then an hour of work"),
]  # fmt: skip


@pytest.mark.parametrize(("began", "limits", "ends", "why"), GOLDEN, ids=[why for *_, why in GOLDEN])
def test_a_deadline_is_as_reckoned_by_hand(began: str, limits: tuple[str, ...], ends: str, why: str) -> None:
    assert due(USUAL, began, *limits) == ends


def test_hours_differ_by_city_and_season() -> None:
    assert due(LONG_LUNCH, "2026-03-02 11:00", "2WH") == "2026-03-02 15:00"
    assert due(LONG_LUNCH, "2026-03-02 11:00", "1WD") == "2026-03-03 11:00"
    assert due(SUMMER, "2026-05-29 17:00", "1WH") == "2026-05-29 18:00"
    assert due(SUMMER, "2026-05-29 17:00", "2WH") == "2026-06-01 09:30"
    assert due(SUMMER, "2026-05-29 18:00", "1WD") == "2026-06-01 18:00"
    # seven eighths of eight hours are gone at 17:00; of seven hours that is six and an eighth: 17:07:30
    assert due(SUMMER, "2026-05-29 17:00", "1WD") == "2026-06-01 17:07"


def test_a_city_may_say_that_the_first_day_does_not_count() -> None:
    assert due(NEXT_DAY, "2026-03-02 08:00", "1WD") == "2026-03-03 18:00"
    assert due(NEXT_DAY, "2026-03-02 16:00", "1WD") == "2026-03-03 18:00"
    assert due(NEXT_DAY, "2026-03-07 10:00", "1WD") == "2026-03-09 18:00"
    assert due(NEXT_DAY, "2026-03-02 16:00", "4WH") == "2026-03-03 11:00"


def test_where_every_day_and_hour_is_worked_working_time_is_urgent_time() -> None:
    assert due(ALL_DAYS, "2026-02-16 23:30", "1WH") == due(ALL_DAYS, "2026-02-16 23:30", "1UH") == "2026-02-17 00:30"
    assert due(ALL_DAYS, "2026-02-16 23:30", "3WD") == due(ALL_DAYS, "2026-02-16 23:30", "3UD") == "2026-02-19 23:30"


def test_a_pause_moves_the_deadline_by_the_working_time_in_it() -> None:
    assert due(USUAL, "2026-03-02 10:00", "4WH", pauses=(("2026-03-02 11:00", "2026-03-02 13:30"),)) == "2026-03-02 16:30"
    assert due(USUAL, "2026-03-02 10:00", "4WH", pauses=(("2026-03-02 12:00", "2026-03-02 13:00"),)) == "2026-03-02 15:00"
    assert due(USUAL, "2026-03-02 10:00", "2UH", pauses=(("2026-03-02 11:00", "2026-03-04 11:00"),)) == "2026-03-04 12:00"
    assert due(USUAL, "2026-02-13 10:00", "2WD", pauses=(("2026-02-14 10:00", "2026-02-25 10:00"),)) == "2026-02-26 10:00"
    assert due(USUAL, "2026-03-02 10:00", "1WH", pauses=(("2026-03-02 11:00", "2026-03-02 12:00"),)) == "2026-03-02 11:00"


def test_a_citys_own_days_go_before_what_is_published() -> None:
    flood = Kept("50", 2026, False, ((date(2026, 3, 3), False, "暴雨停工"),), "停工令")
    assert due(calendar((flood,)), "2026-03-02 16:00", "4WH") == "2026-03-04 11:00"
    assert due(calendar((flood,)), "2026-02-13 16:00", "2WD") == "2026-02-24 16:00"


def test_a_year_is_provisional_until_its_list_is_adopted() -> None:
    assert USUAL.of(date(2026, 10, 1)).provisional is False
    assert USUAL.of(date(2027, 2, 8)) == (False, "spring_festival", True)
    worked = ((date(2027, 2, 20), True, "make_up"), (date(2027, 2, 8), False, "spring_festival"))
    adopted = calendar((Kept("50", 2027, True, worked, "2027"),))
    assert adopted.of(date(2027, 2, 20)) == (True, "make_up", False)
    assert adopted.of(date(2027, 2, 5)) == (True, "", False)
