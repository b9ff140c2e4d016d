from collections.abc import Sequence

from sqlalchemy import select

from cityloop.kit.work import Work
from cityloop.supervise.verifications.tables import Verification


def of_case(work: Work, case_id: int) -> Sequence[Verification]:
    """Every look at the case, oldest first."""
    looks = select(Verification).where(Verification.case_id == case_id).order_by(Verification.id)
    return work.session.scalars(looks).all()
