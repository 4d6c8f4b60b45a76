"""The portal's tables as Django sees them, with the columns that the page may need."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Account(models.Model):
    """Who signs in."""

    username = models.TextField()
    display_name = models.TextField()
    language = models.TextField(null=True)
    theme = models.TextField(null=True)
    must_choose_password = models.BooleanField()
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        managed, db_table = False, "account"


class AccountSession(models.Model):
    """A signed-in device."""

    account = models.ForeignKey(Account, models.CASCADE)
    token_hash = models.TextField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        managed, db_table = False, "account_session"


class Level(models.Model):
    """A level of territory."""

    name = models.TextField(primary_key=True)
    label = models.TextField()

    class Meta:
        managed, db_table = False, "level"


class SpaceKind(models.Model):
    """A kind of space."""

    name = models.TextField(primary_key=True)
    label = models.TextField()
    patterns = models.JSONField()

    class Meta:
        managed, db_table = False, "space_kind"


class Area(models.Model):
    """A territorial unit."""

    level = models.ForeignKey(Level, models.CASCADE, db_column="level")
    kind = models.TextField()
    name = models.TextField()
    parent = models.ForeignKey("self", models.CASCADE, null=True)

    class Meta:
        managed, db_table = False, "area"


class Space(models.Model):
    """A tenant."""

    slug = models.TextField()
    kind = models.ForeignKey(SpaceKind, models.CASCADE, db_column="kind")
    line = models.TextField()
    level = models.ForeignKey(Level, models.CASCADE, db_column="level")
    parent = models.ForeignKey("self", models.CASCADE, null=True)
    area = models.ForeignKey(Area, models.CASCADE)
    name = models.TextField()
    short_name = models.TextField()
    closed_on = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "space"


class Oversight(models.Model):
    """Who oversees whom."""

    overseer = models.ForeignKey(Space, models.CASCADE, related_name="+", primary_key=True)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")

    class Meta:
        managed, db_table = False, "oversight"


class SpaceMembership(models.Model):
    """A dated role."""

    account = models.ForeignKey(Account, models.CASCADE)
    in_space = models.ForeignKey(Space, models.CASCADE)
    role = models.TextField()
    unit_ids = ArrayField(models.IntegerField(), null=True)
    body_ids = ArrayField(models.IntegerField(), null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "space_membership"


class SpaceSetting(models.Model):
    """A decided setting."""

    in_space = models.ForeignKey(Space, models.CASCADE, primary_key=True)
    name = models.TextField()
    value = models.JSONField()

    class Meta:
        managed, db_table = False, "space_setting"


class Notice(models.Model):
    """A notice to an account."""

    account = models.ForeignKey(Account, models.CASCADE)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        managed, db_table = False, "notice"


class Job(models.Model):
    """A job of a space."""

    in_space = models.ForeignKey(Space, models.CASCADE)
    state = models.TextField()

    class Meta:
        managed, db_table = False, "job"


class Unit(models.Model):
    """A branch, team or group."""

    space = models.ForeignKey(Space, models.CASCADE)
    kind = models.TextField()
    name = models.TextField()
    sort_key = models.TextField()
    basis = models.TextField()
    stands = models.TextField()
    workplace = models.TextField(null=True)
    founded_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_how = models.TextField(null=True)

    class Meta:
        managed, db_table = False, "units_unit"


class Place(models.Model):
    """A hamlet that a unit covers."""

    space_id = models.IntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="places")
    area = models.ForeignKey(Area, models.CASCADE)

    class Meta:
        managed, db_table = False, "units_place"


class Office(models.Model):
    """An office of a unit."""

    space_id = models.IntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="offices")
    rank = models.TextField()
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "units_office"


class Holder(models.Model):
    """Who holds an office of a unit."""

    space_id = models.IntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    person_name = models.TextField()

    class Meta:
        managed, db_table = False, "units_holder"
