"""Replay the recorded statements of a page by bare psycopg; says the processor time of each round.

Started with the file of the recording and the address of the database; each line that comes in
says how many times to replay, each line that goes out how many seconds of processor time it took.
"""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path

import psycopg


def replay(connection: psycopg.Connection, steps: list[tuple[str, object]]) -> None:
    """Send what the page sent, in its transactions, and fetch every row."""
    for statement, values in steps:
        if statement == "COMMIT":
            connection.commit()
        elif statement == "ROLLBACK":
            connection.rollback()
        else:
            # Each of them returns rows; their columns are described to nobody.
            connection.execute(statement, values).fetchall()  # type: ignore[arg-type]


def main(recording: str, address: str) -> None:
    """Replay as often as the lines that come in say."""
    steps = pickle.loads(Path(recording).read_bytes())
    with psycopg.connect(address) as connection:
        for line in sys.stdin:
            start = time.process_time()
            for _time in range(int(line)):
                replay(connection, steps)
            print(time.process_time() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
