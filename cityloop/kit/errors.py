"""Three errors, by what the caller can do: `Refused` (choose otherwise), `Unreachable` (try later), all else is a bug."""


class Refused(Exception):
    """The rules say no: {why}"""

    status = 409

    def __init__(self, **about: object) -> None:
        self.about = about
        super().__init__((self.__doc__ or "").format(**about))


class NotFound(Refused):
    """There is no {kind} {id}."""

    status = 404


class NotAllowed(Refused):
    """{why}"""

    status = 403


class NotKnown(Refused):
    """Please log in first."""

    status = 401


class TooOften(Refused):
    """This was tried too often; please wait {after_s} seconds."""

    status = 429


class Unreadable(Refused):
    """{why}"""

    status = 422


class Unreachable(Exception):
    """Something outside is away; the same step is tried again later."""
