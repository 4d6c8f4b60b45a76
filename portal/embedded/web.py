"""The demo's address: taken, and seen to answer."""

from __future__ import annotations

import http.client
import socket
import time

from .children import Child
from .refusals import Refusal, explain_output
from .terminal import Orders

ADDRESS = "127.0.0.1"
READY_SECONDS = 90


def listen(port: int) -> socket.socket:
    """A listening socket on this port of the loopback. Raises Refusal when it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
        listener.listen(256)
    except PermissionError:
        listener.close()
        raise Refusal(f"Only root may use port {port}; try: make demo PORT=8000") from None
    except OSError:
        listener.close()
        other = port + 1 if port < 65535 else 8000
        raise Refusal(
            f"Port {port} on {ADDRESS} is taken by another program; "
            f"stop that one, or choose another port: make demo PORT={other}"
        ) from None
    return listener


def wait_for_page(port: int, server: Child, orders: Orders) -> None:
    """Return once the server answers. Raises Refusal with what its log says, or Ordered."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if server.process is not None and server.process.poll() is not None:
            said = server.log.read_text(errors="replace")[-5000:]
            raise explain_output(said, "Starting the web server", server.log)
        page = http.client.HTTPConnection(ADDRESS, port, timeout=5)
        try:
            page.request("GET", "/")
            page.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            orders.pause(0.2)
        finally:
            page.close()
    raise Refusal(f"The web server does not answer; its log is {server.log}.")
