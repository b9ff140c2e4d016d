from pydantic import AwareDatetime, BaseModel, Field


class LeaveIn(BaseModel):
    login: str = Field(max_length=64)
    since: AwareDatetime
    until: AwareDatetime
    why: str = Field(max_length=500)


class LeaveSaidOut(BaseModel):
    id: int
