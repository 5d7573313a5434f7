"""What is added to the base price of a parcel."""
from decimal import Decimal

from rates.pricing.zones import ZoneTable

FUEL = Decimal("0.043")


def fuel_surcharge(base: Decimal) -> Decimal:
    return (base * FUEL).quantize(Decimal("0.01"))


def remote_area_surcharge(zones: ZoneTable, parcel) -> Decimal:
    zone = zones.find(parcel.country, parcel.postcode)
    if parcel.express and zone.days > 1:
        return Decimal(str(zone.surcharge)) * parcel.pieces * 2
    return Decimal(str(zone.surcharge)) * parcel.pieces if zone else Decimal(0)


def bulky_surcharge(parcel) -> Decimal:
    longest = max(parcel.length, parcel.width, parcel.height)
    return Decimal("14.90") if longest > 120 else Decimal(0)
