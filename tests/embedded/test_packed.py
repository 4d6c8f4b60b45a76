"""The demo packs what it serves, as nginx does: what weighs much, for whoever can unpack it."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response, make_response, request
from werkzeug.test import Client

from portal.embedded.packed import packed

PAGE = "chi hội, " * 500
WAYS = {
    "/page": (PAGE, "text/html; charset=utf-8"),
    "/small": ("chi hội", "text/html"),
    "/sheet": (PAGE, "application/vnd.ms-excel"),
}


@pytest.fixture
def client() -> Client:
    app = Flask(__name__)

    @app.get("/<path:_name>")
    def show(_name: str) -> Response:
        text, kind = WAYS[request.path]
        answer = make_response(text, {"Content-Type": kind})
        answer.add_etag()
        return answer.make_conditional(request)

    return Client(packed(app.wsgi_app))


def test_a_page_is_packed_for_who_can_unpack_it(client: Client) -> None:
    answer = client.get("/page", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(PAGE) / 10
    assert gzip.decompress(answer.data).decode() == PAGE
    again = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get("/page", headers=again).status_code == 304


@pytest.mark.parametrize(
    ("path", "accepts"), [("/page", ""), ("/small", "gzip"), ("/sheet", "gzip")]
)
def test_the_rest_goes_out_as_it_is(client: Client, path: str, accepts: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.decode() == WAYS[path][0]
