SPEED_KMH = {"motorway": 78, "rural": 61, "urban": 27}


def eta(distance_km: float, road: str = "rural") -> float:
    return distance_km / SPEED_KMH[road]
