"""What people thought of it (好差评): one rating for one application."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from central.problems import Refusal
from central.store.database import PlatformDatabase
from central.store.tables import ApplicationRow, RatingRow
from kiosk.contract.application import Rating


@dataclass(frozen=True, slots=True)
class Ratings:
    database: PlatformDatabase

    def put(self, rating: Rating, now: datetime) -> None:
        """The same rating again is no second one. Raises Refusal: 422 for an unknown number, 409 for another grade."""
        reasons = json.dumps(rating.reasons, ensure_ascii=False)
        with self.database.transaction() as connection:
            application = select(ApplicationRow.number).where(ApplicationRow.number == rating.number).with_for_update()
            if connection.scalar(application) is None:
                raise Refusal(422, "application-unknown", "没有这份申请", field="number")
            known = connection.execute(
                select(RatingRow.grade, RatingRow.reasons).where(RatingRow.number == rating.number)
            ).one_or_none()
            if known is None:
                connection.execute(
                    insert(RatingRow).values(number=rating.number, grade=rating.grade, reasons=reasons, at=now)
                )
            elif (known.grade, known.reasons) != (rating.grade, reasons):
                raise Refusal(409, "rated-already", "这份申请已评价过", field="number")
