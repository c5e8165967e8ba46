"""Who may do what, and what becomes of them."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import INSTANCE_LOG, SYSTEM
from labelproof.kernel.refused import Refused
from tests.engine.project import PROJECT, Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Any:
    made = new_project(tmp_path)
    yield made
    made.engine.store.close()


def refused(project: Project, login: str, command: str, *log: int, **args: Any) -> str:
    with pytest.raises(Refused) as caught:
        project.do(login, command, *log, **args)
    return caught.value.code


def test_a_stranger_learns_nothing_of_a_project(project: Project) -> None:
    project.do("ana", "open_project", INSTANCE_LOG, name="Second")

    assert refused(project, "ben", "take_work", 3) == "access.not_here"


def test_an_annotator_publishes_no_guideline(project: Project) -> None:
    assert refused(project, "ben", "publish_guideline", markdown="## 1 Mine") == "access.not_allowed"


def test_the_last_owner_stays(project: Project) -> None:
    member = project.who("ana").member

    assert refused(project, "ana", "revoke_role", member=member, roles=["owner"]) == "access.last_owner"


def test_a_revoked_role_is_gone_at_once(project: Project) -> None:
    project.do("ana", "revoke_role", member=project.who("ben").member, roles=["annotator"])

    assert refused(project, "ben", "take_work") == "access.not_allowed"


def test_a_disabled_account_does_nothing_in_any_project(project: Project) -> None:
    project.do("ana", "disable_account", INSTANCE_LOG, account=project.people["ben"].account)

    assert refused(project, "ben", "take_work") == "access.not_here"


def test_a_role_that_does_not_exist_is_refused_by_name(project: Project) -> None:
    member = project.who("ben").member

    assert refused(project, "ana", "grant_role", member=member, roles=["king"]) == "access.role"


def test_only_the_product_itself_publishes_a_release(project: Project) -> None:
    code = refused(project, "ana", "publish_release", release="r", n_rows=0, rows_root="x", files_root="y", as_of=0)

    assert code == "access.system_only"


@pytest.mark.parametrize("role", ["annotator", "lead", "adjudicator", "auditor"])
def test_only_an_owner_makes_an_owner(project: Project, role: str) -> None:
    project.join("max", role)
    member = project.who("ben").member

    assert refused(project, "max", "grant_role", member=member, roles=["owner"]) in (
        "access.not_allowed",
        "access.owner_only",
    )


def test_a_lead_does_not_take_up_a_link_of_their_own(project: Project) -> None:
    """It would be a role given to oneself, which only an owner may do; and the bundle would say so."""
    project.join("moe", "lead")
    who = project.who("moe")
    account = project.people["moe"].account
    args = {"account": account, "name": "", "roles": ["annotator"], "invited_by": who.member, "grant": who.grant}

    with pytest.raises(Refused) as caught:
        project.engine.handle(PROJECT, parse_command("join_project", args), SYSTEM, "own-link")

    assert caught.value.code == "access.own_link"
    assert project.who("moe").roles == {"lead"}
