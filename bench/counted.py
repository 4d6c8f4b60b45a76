"""The processor time of the process that serves, asked over the same connection as its pages."""

from __future__ import annotations

import time
from typing import Any

ADDRESS = "/-/cpu"


def counted(app: Any) -> Any:
    """The app, which answers at ADDRESS with the seconds of processor time used so far."""

    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] != ADDRESS:
            return app(environ, start_response)
        used = repr(time.process_time()).encode()
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(used)))]
        start_response("200 OK", headers)
        return [used]

    return serve
