"""What a closed case shows to who reads it again. Pure."""


def shows(*, nothing_there: bool, late: bool, rework: int) -> str | None:
    """The strongest thing the case shows; None if it simply went well.

    >>> shows(nothing_there=True, late=True, rework=0)
    'nothing_there'
    """
    if nothing_there:
        return "nothing_there"
    if rework:
        return "rework"
    return "late" if late else None
