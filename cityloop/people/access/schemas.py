from pydantic import BaseModel, Field


class LoginIn(BaseModel):
    login: str = Field(max_length=100)
    password: str = Field(max_length=200)


class PostOut(BaseModel):
    """`acting_for` is the colleague whose post it is, empty for one's own."""

    duty: str
    area: str
    area_name: str
    acting_for: str = ""
    for_name: str = ""


class MeOut(BaseModel):
    """Who is logged in, and the posts held."""

    login: str
    name: str
    posts: list[PostOut]


class KeyOut(BaseModel):
    """For programs: the key to send as `Authorization: Bearer …`. Browsers get it as a cookie no script can read."""

    key: str
