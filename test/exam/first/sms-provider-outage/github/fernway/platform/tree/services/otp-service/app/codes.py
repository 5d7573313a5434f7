import secrets

CODE_LENGTH = 6
TTL_SECONDS = 300


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(CODE_LENGTH))


def masked(code: str) -> str:
    return "*" * (len(code) - 2) + code[-2:]


def expired(issued_at: float, now: float) -> bool:
    return now - issued_at > TTL_SECONDS
