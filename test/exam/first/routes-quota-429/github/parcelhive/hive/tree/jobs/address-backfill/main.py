"""Resolve stored addresses again and write the driving distance to the nearest depot.

usage: python main.py --from-id N --to-id M [--workers 4]
"""
import argparse

from backfill import run

parser = argparse.ArgumentParser()
parser.add_argument("--from-id", type=int, required=True)
parser.add_argument("--to-id", type=int, required=True)
parser.add_argument("--workers", type=int, default=4)

if __name__ == "__main__":
    args = parser.parse_args()
    run(args.from_id, args.to_id, workers=args.workers)
