"""Who looks at which project, checked before anything is read for them."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.engine import Caller, Engine
from labelproof.kernel.refused import Refused
from labelproof.policies.actions import not_allowed
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.access import facts as access
from labelproof.rooms.access import queries
from labelproof.storage.tables import logs

BY_ORIGIN = Query(
    sa.select(logs.c.log_id, logs.c.origin, logs.c.size, logs.c.signed_size).where(logs.c.origin == param("origin"))
)
BY_NUMBER = Query(
    sa.select(logs.c.log_id, logs.c.origin, logs.c.size, logs.c.signed_size).where(logs.c.log_id == param("log_id"))
)
READ_SCOPES = frozenset({"everything", "lead", "read"})
ANNOTATE_READS = frozenset({"see_project", "see_own_answers", "see_receipt"})


class Visit(NamedTuple):
    """A member in a project, with a consistent view of it."""

    engine: Engine
    read: Reading
    log_id: int
    origin: str
    size: int
    project: str
    name: str
    who: access.Who

    def allows(self, action: str) -> bool:
        """Whether this member may also do that."""
        return self.engine.authorizer.allows(action, self.who.roles, {})


def not_here() -> Refused:
    """The one answer for what does not exist and what is not yours."""
    return Refused("access.not_here", "no such project, or you are no member of it", "ask its lead for an invitation")


def log_of(engine: Engine, read: Reading, project: str) -> Any:
    """The row of a project's log."""
    row = read.one(BY_ORIGIN, origin=f"{engine.host}/{project}")
    if row is None:
        raise not_here()
    return row


def check_reads(caller: Caller, action: str) -> None:
    """A token reads what its scopes cover."""
    annotates = action in ANNOTATE_READS and "annotate" in caller.scopes
    if not caller.scopes & READ_SCOPES and not annotates:
        raise Refused("access.scope", f"the token's scopes do not cover {action}", "use a token that does")


def visit(engine: Engine, read: Reading, project: str, caller: Caller, action: str) -> Visit:
    """A member who may do `action` here; strangers learn nothing, not even that the project exists."""
    row = log_of(engine, read, project)
    who = access.who(read, row.log_id, caller.account)
    listed = read.one(queries.project_named, project=project)
    if who is None or listed is None:
        raise not_here()
    check_reads(caller, action)
    if not engine.authorizer.allows(action, who.roles, {}):
        raise not_allowed(who.roles, action)
    return Visit(engine, read, row.log_id, row.origin, row.size, project, listed.name or "", who)
