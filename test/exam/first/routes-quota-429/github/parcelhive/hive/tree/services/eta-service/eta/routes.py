import logging

from tenacity import before_sleep_log, retry, stop_after_attempt, wait_exponential

log = logging.getLogger(__name__)


@retry(
    stop=stop_after_attempt(3),
    wait=wait_exponential(min=0.2, max=2),
    before_sleep=before_sleep_log(log, logging.WARNING),
)
def call(session, body):
    response = session.post("/distanceMatrix/v2:computeRouteMatrix", json=body)
    response.raise_for_status()
    return response.json()
