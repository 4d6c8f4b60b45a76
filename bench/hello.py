"""A page of bare Flask that says hello."""

from flask import Flask

from bench.counted import counted

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Say hello."""
    return "<p>Hello, World!</p>"


serving = counted(app)
