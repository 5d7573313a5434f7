from datetime import datetime
from decimal import Decimal

from .match import match


def handle(record: dict) -> None:
    posted_at = datetime.fromisoformat(record["postedAt"].replace("Z", "+00:00"))
    match(record["entryId"], record["account"], Decimal(str(record["amount"])), posted_at)
