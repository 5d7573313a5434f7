import os
from concurrent.futures import ThreadPoolExecutor

import psycopg

from .render import render
from .store import upload

DSN = os.environ["DATABASE_URL"]
WORKERS = int(os.environ.get("WORKERS", "128"))


def run(shard):
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, accounts(shard)))


def one(account):
    with psycopg.connect(DSN) as conn:
        upload(render(conn, account))
