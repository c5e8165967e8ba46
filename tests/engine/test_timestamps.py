"""The root log's checkpoint is timestamped when that is due; the response lies beside the tiles and verifies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from labelproof.adapters.timestamp_rfc3161 import Rfc3161
from labelproof.engine.engine import INSTANCE_LOG
from labelproof.engine.publish import publish
from labelproof.engine.timestamps import look_at_timestamps, stamp_root
from labelproof.engine.views.log_health import log_health
from labelproof.kernel.refused import Refused
from labelproof.log.note import split_note
from tests.engine.project import PROJECT, Project
from tests.engine.rooted import grow, root_id, rooted, shown, shown_size, vouch
from tests.timestamp_authority import Authority, make_authority, stamping

HOUR = 3_600_000


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with stamping(make_authority(tmp_path_factory.mktemp("tsa"))) as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    url = request.getfixturevalue("fresh_postgres") if request.param == "postgres" else ""
    return rooted(tmp_path, url, timestamper=Rfc3161())


def stamps(project: Project) -> list[str]:
    return [name for name in project.engine.blobs.names("log/root/") if name.endswith(".tsr")]


def configure(project: Project, authority: Authority, every_h: int = 24) -> None:
    project.do("ana", "set_timestamps", INSTANCE_LOG, url=authority.url, every_h=every_h)


def test_without_an_authority_nothing_is_stamped(project: Project) -> None:
    vouch(project)

    assert stamps(project) == []


def test_the_first_is_made_at_once_and_verifies_over_the_checkpoint_s_text(
    project: Project, authority: Authority
) -> None:
    configure(project, authority)

    vouch(project)

    size = shown_size(project)
    assert stamps(project) == [f"log/root/{size}.tsr"]
    response = project.engine.blobs.get(f"log/root/{size}.tsr")
    Rfc3161().check(response, split_note(shown(project))[0], authority.root)


def test_the_next_is_made_a_day_later_if_the_root_log_grew(project: Project, authority: Authority) -> None:
    configure(project, authority)
    vouch(project)
    grow(project)
    project.clock.advance(23 * HOUR)
    vouch(project)
    assert len(stamps(project)) == 1

    project.clock.advance(HOUR)
    vouch(project)
    project.clock.advance(48 * HOUR)
    vouch(project)

    assert len(stamps(project)) == 2


def test_an_authority_that_fails_is_asked_again_after_a_pause_and_named(project: Project, authority: Authority) -> None:
    configure(project, authority)
    authority.broken.append(b"nonsense")
    n_before = len(authority.requests)
    vouch(project)
    vouch(project)
    assert len(authority.requests) == n_before + 1
    assert any("no timestamp" in alarm for alarm in log_health(project.engine, project.people["ana"])["alarms"])

    project.clock.advance(60_000)
    vouch(project)

    assert len(stamps(project)) == 1
    assert log_health(project.engine, project.people["ana"])["alarms"] == []


def test_asked_for_now_a_refusal_is_said(project: Project, authority: Authority) -> None:
    configure(project, authority)
    authority.broken.append(b"nonsense")

    with pytest.raises(Refused, match=r"timestamp\."):
        stamp_root(project.engine, at_once=True)
    assert stamp_root(project.engine, at_once=True) == shown_size(project)
    assert stamp_root(project.engine, at_once=True) is None


def test_stopped_nobody_is_asked(project: Project, authority: Authority) -> None:
    configure(project, authority)
    project.do("ana", "set_timestamps", INSTANCE_LOG, every_h=0)
    n_before = len(authority.requests)

    vouch(project)

    assert len(authority.requests) == n_before


def test_a_timestamp_above_the_database_s_size_stops_every_log_until_it_is_explained(
    project: Project, authority: Authority
) -> None:
    """At the start: the files remember more than the database."""
    project.engine.blobs.put("log/root/4711.tsr", b"\x30")

    look_at_timestamps(project.engine)
    for log_id in (INSTANCE_LOG, PROJECT, root_id(project)):
        with pytest.raises(Refused, match="behind: a timestamp was made over size 4711"):
            publish(project.engine, log_id)

    project.engine.blobs.delete("log/root/4711.tsr")
    look_at_timestamps(project.engine)
    publish(project.engine, PROJECT)
