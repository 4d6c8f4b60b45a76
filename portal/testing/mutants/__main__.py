"""`python -m portal.testing.mutants [policies|needs|guards] [part of a table, route or guard]`."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from ..contract.stage import raise_stage
from ..contract.standing import stand
from ..fixtures import make_template
from ..server import TestServer
from . import Mutant, NotGreen, guards, needs, policies

FAMILIES = ("policies", "needs", "guards")


def main(arguments: list[str]) -> int:
    """Break everything that guards, one thing at a time; 0 when every break was noticed."""
    os.environ["PORTAL_MUTANTS"] = "1"
    logging.disable()  # a mutant makes faults by the hundred
    families = [family for family in FAMILIES if family in arguments] or list(FAMILIES)
    part = next((argument for argument in arguments if argument not in FAMILIES), "")
    began, caught, missed = time.monotonic(), 0, []
    try:
        for mutant in _mutants(families, part):
            if mutant.is_caught():
                caught += 1
            else:
                missed.append(mutant.name)
            print("caught" if mutant.name not in missed else "MISSED", mutant.name, flush=True)
    except NotGreen as error:
        print(f"The tests fail before anything is broken: {error}", file=sys.stderr)
        return 2
    for name in missed:
        print(f"missed: {name}")
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    print(f"{caught} caught, {len(missed)} missed")
    return 1 if missed else 0


def _mutants(families: list[str], part: str) -> Iterator[Mutant]:
    if "policies" in families or "needs" in families:
        yield from _in_process(families, part)
    if "guards" in families:
        yield from guards.all_of(part)


def _in_process(families: list[str], part: str) -> Iterator[Mutant]:
    with ExitStack() as stack:
        server = TestServer()
        stack.callback(server.release)
        template = make_template(server)
        stack.callback(server.drop, template)
        if "policies" in families:
            name = f"portal_mutants_{os.getpid()}"
            server.create(name, template)
            stack.callback(server.drop, name)
            with stand(server, name) as ground:
                yield from policies.all_of(ground, part)
        if "needs" in families:
            var = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            name = f"portal_stage_{os.getpid()}"
            with raise_stage(server, template, name, var) as stage:
                yield from needs.all_of(stage, part)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
