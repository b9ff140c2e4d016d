"""The log of another system is measured exactly, by its own deadlines."""

import gzip

import pytest

from cityloop.supervise.logs.rules import Touched, Unlike, measure

LOG = b"""case,activity,time,group,deadline
a,begin,2026-03-01 08:00+08:00,desk,2026-03-02 08:00+08:00
a,end,2026-03-02 09:00+08:00,field,2026-03-02 08:00+08:00
b,begin,2026-03-01 09:00+08:00,desk,2026-03-05 08:00+08:00
b,look,2026-03-01 10:00+08:00,desk,2026-03-05 08:00+08:00
c,begin,2026-03-02 09:00+08:00,desk,
"""


def test_a_small_log_gives_what_a_hand_counts() -> None:
    found = measure(LOG)
    assert (found.events, found.cases, found.activities, found.dated, found.overdue) == (5, 3, 3, 2, 1)
    assert (found.most_open, found.load) == (2, {"2026-03-01": 1, "2026-03-02": 0})
    assert found.groups == {"desk": Touched(4, 2, 0), "field": Touched(1, 1, 1)}
    assert measure(gzip.compress(LOG)) == found


def test_what_is_no_log_is_refused_in_a_sentence() -> None:
    wrong = ((b"x,y\n1,2\n", "no column for case"), (LOG[:34], "no events"), (LOG.replace(b"2026-", b"?"), "no instant"))
    for content, says in wrong:
        with pytest.raises(Unlike, match=says):
            measure(content)
