from pydantic import BaseModel


class WaysOut(BaseModel):
    """How one may log in: what the city's identity provider is called, empty if there is none."""

    provider: str
