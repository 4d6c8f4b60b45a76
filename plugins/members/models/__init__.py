"""What members keeps."""

from .doubles import MembersDistinct as MembersDistinct
from .linked import MembersCluster as MembersCluster
from .linked import MembersQuestion as MembersQuestion
from .linked import MembersRun as MembersRun
from .membership import MembersMembership as MembersMembership
from .membership import MembersPartyMark as MembersPartyMark
from .membership import MembersPerson as MembersPerson
from .movements import MembersCandidate as MembersCandidate
from .movements import MembersEntry as MembersEntry
from .movements import MembersMovement as MembersMovement
from .movements import MembersOffer as MembersOffer
from .numbers import MembersNumber as MembersNumber
from .party import MembersOffice as MembersOffice
from .party import MembersPartyMember as MembersPartyMember
from .party import MembersPartyName as MembersPartyName
from .party import MembersPartyRemark as MembersPartyRemark
from .traces import MembersTrace as MembersTrace
