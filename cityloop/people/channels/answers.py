"""What an answer of an HTTP server means for what was sent."""

from cityloop.kit.outside import Answer
from cityloop.people.channels.channel import Became, Outcome

LONGEST_S = 6 * 3600.0
TRY_AGAIN = (408, 425, 429)
GONE = (404, 410)


def failed(answer: Answer) -> Outcome:
    """What an answer that is no success means: try again, or never.

    >>> failed(Answer(429, {"retry-after": "30"}, b"")).after_s
    30.0
    >>> failed(Answer(422, {}, b"")).became
    <Became.never: 'never'>
    """
    why = f"HTTP {answer.status}"
    if answer.status in TRY_AGAIN or answer.status >= 500:
        said = answer.headers.get("retry-after", "")
        return Outcome(Became.later, why, after_s=min(float(said), LONGEST_S) if said.isdecimal() else 0.0)
    return Outcome(Became.never, why)


def succeeded(answer: Answer) -> bool:
    return 200 <= answer.status < 300
