"""Delivery zones by country and postcode prefix."""
from dataclasses import dataclass

from rates.db import fetch_all


@dataclass(frozen=True)
class Zone:
    code: str
    surcharge: float
    days: int


class ZoneTable:
    def __init__(self, rows):
        self._by_prefix = {(r["country"], r["prefix"]): Zone(r["code"], r["surcharge"], r["days"]) for r in rows}

    @classmethod
    async def load(cls):
        return cls(await fetch_all("SELECT country, prefix, code, surcharge, days FROM delivery_zones"))

    def find(self, country: str, postcode: str) -> Zone | None:
        """Longest prefix wins; most postcodes are in no zone of their own."""
        for n in range(len(postcode), 1, -1):
            zone = self._by_prefix.get((country, postcode[:n]))
            if zone is not None:
                return zone
        return None
