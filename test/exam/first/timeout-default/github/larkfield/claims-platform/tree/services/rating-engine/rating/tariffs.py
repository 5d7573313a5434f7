from decimal import Decimal

BASE = {
    "motor": Decimal("214.00"),
    "fleet": Decimal("198.50"),
    "household": Decimal("97.90"),
}


def base_premium(line: str) -> Decimal:
    return BASE[line]
