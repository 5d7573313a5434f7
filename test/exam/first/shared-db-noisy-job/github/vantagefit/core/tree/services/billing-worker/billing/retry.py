RETRIES = 6


def backoff(attempt):
    return min(60, 2 ** attempt)
