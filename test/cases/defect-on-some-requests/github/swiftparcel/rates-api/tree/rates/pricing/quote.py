"""Prices one parcel."""
from decimal import Decimal

from rates.pricing import surcharges
from rates.tariffs import base_price


def price_parcel(tariff, zones, parcel) -> dict[str, Decimal]:
    base = base_price(tariff, parcel)
    lines = {
        "base": base,
        "fuel": surcharges.fuel_surcharge(base),
        "remote": surcharges.remote_area_surcharge(zones, parcel),
        "bulky": surcharges.bulky_surcharge(parcel),
    }
    return lines | {"total": sum(lines.values(), Decimal(0))}
