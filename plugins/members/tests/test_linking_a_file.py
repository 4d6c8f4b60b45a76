"""flask members link: a labelled file of others is judged, an unfit one gets a sentence."""

import csv
import datetime as dt
import json

import pytest

from plugins.members.cli import link
from plugins.members.people import BENCH, Place, as_written, people

PLACES = [Place(f"Ấp {n}", f"Xã {n % 3}") for n in range(9)]
HEAD = ["name", "birth", "sex", "area", "citizen_id", "space", "person"]


@pytest.fixture
def run(app, tmp_path):
    """Call the command on a text; gives its result."""

    def call(text, *options, encoding="utf-8"):
        path = tmp_path / "rows.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return app.test_cli_runner().invoke(link, ["--csv", str(path), *options])

    return call


def written(tmp_path, separator=",", head=HEAD):
    path = tmp_path / "made.csv"
    made = as_written(people(9, 2500, PLACES, dt.date(2026, 1, 1)), 9, BENCH)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=separator)
        rows.writerow(head)
        for row in made:
            where = f"{row.place.hamlet}, {row.place.commune}"
            list_of = f"{row.line} {row.place.commune}"
            rows.writerow(
                [row.name, row.birth, row.sex, where, row.citizen_id, list_of, row.person]
            )
    return path.read_bytes()


def test_a_labelled_file_is_judged(run, tmp_path):
    answer = json.loads(run(written(tmp_path), "--json").output)
    assert answer["true_people"] == 2500 and answer["rows"] > 2900
    assert answer["f1"] >= 0.96 and answer["wrong"] <= 0.01 and answer["left_to_ask"] <= 0.05
    assert abs(answer["wrong"] + answer["precision"] - 1) < 1e-6


def test_vietnamese_headings_and_semicolons_do_too_and_labels_may_be_missing(run, tmp_path):
    head = ["Họ và tên", "Ngày sinh", "Giới tính", "Ấp", "Số CCCD", "Đơn vị", "Ghi chú"]
    answer = json.loads(run(written(tmp_path, ";", head), "--json").output)
    assert set(answer) == {"rows", "people", "pairs", "left_to_ask"}
    assert 2400 < answer["people"] < 2600


def test_without_json_it_is_said_line_by_line(run):
    said = run("name,birth,person\nLê Lan,1/2/1980,a\nLe Lan,01/02/1980,a\n").output
    assert "rows: 2" in said and "people: 1" in said and "f1: 1.0" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("name,birth\n", "has no rows"),
        ("name,year of birth\nLan,1980\n", "A column is missing: birth"),
        ("name,birth\n,1980\n", "Line 2: the name is empty"),
        ("name,birth\nLan,nay\n", "Line 2: “nay” is no birth"),
        ("name,birth\nLan,31/02/1980\n", "Line 2: “31/02/1980” is no birth"),
        ("name,birth,sex\nLan,1980,x\n", "Line 2: “x” is no sex"),
        ("name,birth,person\nLan,1980,a\nLan,1980,\n", "Line 3: the person is empty"),
        ("name,birth,ngày sinh\nLan,1980,1980\n", "Two columns are the birth"),
        ("name,birth\nLan,1980\n".encode("utf-16"), "is not UTF-8"),
        ("name,birth\n" + "a" * 140_000, "Line 2"),
    ],
)
def test_a_file_that_does_not_fit_gets_a_sentence(run, text, sentence):
    result = run(text, "--json")
    assert result.exit_code == 1 and sentence in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there_gets_one_too(app, tmp_path):
    gone = app.test_cli_runner().invoke(link, ["--csv", str(tmp_path / "gone.csv")])
    assert gone.exit_code == 1 and "cannot be read" in gone.output


def test_help_says_the_columns(app):
    said = app.test_cli_runner().invoke(link, ["--help"]).output
    assert all(column in said for column in HEAD)
