"""Whether an account may still do what it once asked for: looked up anew when the job runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ..access import MEMBER, SIGNED_IN, Access, Permission, reach_of
from ..accounts import queries as accounts
from ..accounts.models import Account
from ..database import map_session
from ..entering import by_role, has_right, is_insider, registry, stands_open
from ..errors import Refused
from ..guards import guard
from ..reach import Reach
from ..spaces.models import Space
from ..spaces.settings import decided
from .queue import Claim


@dataclass(frozen=True)
class Standing:
    """Who asked, what they may do today, and the reach that the work gets."""

    account: Account
    slug: str | None
    access: Access
    settings: dict[str, Any]
    reach: Reach


def standing_of(claim: Claim) -> Standing:
    """Check account and right again. Raises Refused with a sentence when either is gone."""
    with map_session() as session:
        account = session.get(Account, claim.account_id)
        if account is None or not account_stands(account):
            raise Refused(_("The account that asked for this was disabled."))
        if claim.space_id is None:
            access = Access(account.id)
            return Standing(account, None, access, {}, reach_of_needs(access, claim.needs))
        access, slug, settings = _in_space(session, claim, claim.space_id)
        return Standing(account, slug, access, settings, reach_of_needs(access, claim.needs))


@guard("jobs.account_stands")
def account_stands(account: Account) -> bool:
    """Whether the account that asked may still do anything at all."""
    return account.disabled_at is None


@guard("jobs.right_again")
def still_holds(access: Access, needs: str) -> bool:
    """Whether the account still holds the right it asked under."""
    if needs == str(MEMBER):
        return is_insider(access) and stands_open(access)
    permission = registry().permissions.get(needs)
    return permission is not None and is_insider(access) and has_right(access, permission)


def _in_space(session: Session, claim: Claim, space_id: int) -> tuple[Access, str, dict[str, Any]]:
    space = session.get_one(Space, space_id)
    access = by_role(accounts.access_for(session, claim.account_id, space.slug).access)
    if not still_holds(access, claim.needs):
        raise Refused(_("You no longer hold the right to this work."))
    return access, space.slug, decided(session, space_id)


def reach_of_needs(access: Access, needs: str) -> Reach:
    """The reach that work gets which needs this, by what the account holds today."""
    if needs == str(SIGNED_IN) or access.here is None:
        return Reach(account_id=access.account_id)
    if needs == str(MEMBER):
        return Reach(sight=access.here.above, account_id=access.account_id)
    permission: Permission = registry().permissions[needs]
    return reach_of(access, permission, read_only=permission.does == "views")
