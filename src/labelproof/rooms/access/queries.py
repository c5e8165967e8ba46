"""What screens ask about people and projects."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.access.tables import accounts, members, projects, roles, tokens

LOG = param("log_id")

project_named = Query(sa.select(projects).where(projects.c.project == param("project")))
all_projects = Query(sa.select(projects).order_by(projects.c.opened_at, projects.c.project))
memberships = Query(
    sa.select(members.c.log_id, members.c.member, roles.c.role)
    .select_from(members.join(roles, (members.c.log_id == roles.c.log_id) & (members.c.member == roles.c.member)))
    .where(members.c.account == param("account"), members.c.state == "active")
    .order_by(members.c.log_id, roles.c.role)
)
people = Query(
    sa.select(
        members.c.member,
        sa.func.coalesce(sa.func.nullif(members.c.name, ""), accounts.c.name).label("name"),
        members.c.state,
        roles.c.role,
    )
    .select_from(
        members.outerjoin(roles, (members.c.log_id == roles.c.log_id) & (members.c.member == roles.c.member)).outerjoin(
            accounts, members.c.account == accounts.c.account
        )
    )
    .where(members.c.log_id == LOG)
    .order_by(members.c.member, roles.c.role)
)
all_accounts = Query(sa.select(accounts).order_by(accounts.c.account))
tokens_of = Query(sa.select(tokens).where(tokens.c.account == param("account")).order_by(tokens.c.token))
pseudonyms_of = Query(sa.select(members.c.log_id, members.c.member).where(members.c.account == param("account")))
