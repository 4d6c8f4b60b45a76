"""The invented people: the same for the same seed, namesakes among them, noise as asked for."""

import datetime as dt
import unicodedata
from collections import Counter
from random import Random

from plugins.members.people import BENCH, Noise, Place, as_written, people
from plugins.members.people.writing import misspelt, unmarked
from portal.text import fold

DAY = dt.date(2026, 1, 1)
PLACES = [Place(f"ấp {n}", f"xã {n % 3}", 1 + n % 2) for n in range(9)]


def test_the_same_seed_gives_the_same_people_and_another_one_others():
    assert people(7, 200, PLACES, DAY) == people(7, 200, PLACES, DAY)
    assert people(7, 200, PLACES, DAY) != people(8, 200, PLACES, DAY)
    written = as_written(people(7, 200, PLACES, DAY), 1, BENCH)
    assert written == as_written(people(7, 200, PLACES, DAY), 1, BENCH)


def test_two_of_a_hundred_are_namesakes_of_another_one_of_their_year_and_hamlet():
    made = people(3, 1000, PLACES, DAY)
    doubles = [person for person in made if person.namesake_of is not None]
    assert len(made) == 1000 and len(doubles) == 20
    for double in doubles:
        other = made[double.namesake_of or 0]
        assert (double.name, double.sex, double.place) == (other.name, other.sex, other.place)
        assert double.birth_date.year == other.birth_date.year
        assert double.birth_date != other.birth_date
        assert double.citizen_id != other.citizen_id


def test_everybody_is_of_the_sex_and_age_that_their_organizations_take():
    made = people(4, 2000, PLACES, DAY)
    assert len({person.citizen_id for person in made}) == 2000
    for person in made:
        assert person.lines
        assert "women" not in person.lines or person.sex == "female"
        assert "youth" not in person.lines or 16 <= DAY.year - person.birth_date.year <= 30
    per_person = sum(len(person.lines) for person in made) / len(made)
    assert 1.2 < per_person < 1.35


def test_names_are_as_common_as_on_the_mekong():
    families = Counter(person.name.split()[0] for person in people(5, 4000, PLACES, DAY))
    assert 0.28 < families["Nguyễn"] / 4000 < 0.34
    assert families.most_common(3)[1][0] == "Trần"


def test_noise_comes_as_often_as_asked_for():
    made = people(6, 4000, PLACES, DAY)
    names = {person.number: person.name for person in made}
    written = as_written(made, 6, BENCH)
    marked = [row for row in written if fold(names[row.person]) != names[row.person].lower()]

    def share(rows, happened):
        return sum(map(happened, rows)) / len(rows)

    assert abs(share(written, lambda row: row.citizen_id is None) - 0.30) < 0.03
    assert abs(share(written, lambda row: len(row.birth) == 4) - 0.15) < 0.02
    assert abs(share(marked, lambda row: row.name.isascii()) - 0.25) < 0.03
    composed = [row for row in marked if not row.name.isascii()]
    assert (
        abs(share(composed, lambda row: not unicodedata.is_normalized("NFC", row.name)) - 0.1)
        < 0.03
    )
    wrong = share(written, lambda row: fold(row.name) != fold(names[row.person]))
    assert 0.03 < wrong < 0.06


def test_without_noise_everything_is_written_as_it_is():
    made = people(6, 300, PLACES, DAY)
    for row in as_written(made, 6, Noise()):
        person = made[row.person]
        assert (row.name, row.citizen_id) == (person.name, person.citizen_id)
        assert row.birth == f"{person.birth_date:%d/%m/%Y}"


def test_a_misspelling_changes_a_name_and_leaves_every_word():
    chance = Random(1)
    for name in ("Ý", "Lê Ý", "Nguyễn Thị Ngọc Lan", "Trần Văn Út"):
        for _time in range(200):
            wrong = misspelt(chance, name)
            assert wrong != name and len(wrong.split()) == len(name.split())
            assert unicodedata.is_normalized("NFC", wrong)
    assert unmarked("Đặng Thị Thuỳ") == "Dang Thi Thuy"
