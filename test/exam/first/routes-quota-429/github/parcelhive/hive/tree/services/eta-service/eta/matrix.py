import logging

from .cache import cache
from .routes import client

log = logging.getLogger(__name__)
CHUNK = 25


def durations(origins, destinations):
    found = {}
    for chunk in chunks(origins, CHUNK):
        hit = cache.get_many(chunk)
        found.update(hit)
        rest = [o for o in chunk if o not in hit]
        if rest:
            found.update(client.compute_route_matrix(rest, destinations))
    return found
