"""What was live and then erased equals what is rebuilt from an erased log, and no byte of it is left."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from labelproof.engine import erase as module
from labelproof.engine.archive import ZipReader, parse_zip
from labelproof.engine.bundle import bundle_bytes, kept_bundle
from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import INSTANCE_LOG, Caller
from labelproof.engine.erase import continue_erasures, erase, erase_person, places_of, what_goes
from labelproof.engine.openings import TOMBSTONE, event_logs, leaves, read_log
from labelproof.engine.reconcile import reconcile
from labelproof.engine.release import advance
from labelproof.engine.vault import read_vault
from labelproof.evidence.check import check_bundle
from labelproof.kernel.canonical import unb64url
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.log.verify import Pins
from labelproof.ports.write import put
from labelproof.rooms.access import facts as access
from labelproof.rooms.releases import queries as releases
from labelproof.storage.operational import drafts
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, Project, new_project

ITEM_TEXT, ITEM_DRAFT = "a patient called Quimby", "half a thought on Quimby"
BEN_TEXT, CY_TEXT, FLAG = "ben thinks sarcasm drips", "cy sees plain words", "ben flags nonsense"
BEN_NAME = "ben Surname"


def run(project: Project) -> None:
    while run_once(project.engine):
        pass


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A released project of twelve items that may be passed on, with a choice and a text by ben and by cy."""
    project = new_project(tmp_path, text_question=True)
    choice, text = project.questions
    items = project.bring_in([ITEM_TEXT, *(f"headline {n}" for n in range(11))])
    run(project)
    for _ in range(2):
        project.label("ben", lambda item: {choice: "ironic", text: f"{BEN_TEXT} {item}"})
        project.label("cy", lambda item: {choice: "ironic", text: f"{CY_TEXT} {item}"})
    project.do("ben", "flag_item", item=items[3], reason=FLAG)
    draft = put(drafts)(log_id=PROJECT, account=project.people["cy"].account, item=items[0], body=ITEM_DRAFT)
    project.engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([draft]))
    project.do("ana", "request_release")
    run(project)
    return project


def texts(project: Project) -> bytes:
    """Every byte of the data folder."""
    return b"\n".join(path.read_bytes() for path in sorted(project.folder.rglob("*")) if path.is_file())


def newest(project: Project) -> Any:
    with project.engine.store.reading() as read:
        return read.all(releases.all_releases, log_id=PROJECT)[0]


def opened(files: dict[str, bytes]) -> bytes:
    lines = [json.loads(line) for line in files["disclosures/openings.jsonl"].splitlines()]
    return b"".join(files.values()) + b"".join(unb64url(line["disclosure"]) for line in lines)


def faults(project: Project, release: str) -> list[str]:
    with project.engine.store.reading() as read:
        vkey = project.engine.signer.vkey(read_log(read, PROJECT).origin)
    content = bundle_bytes(project.engine, PROJECT, release)
    return [str(fault) for fault in check_bundle(ZipReader(content), Pins((vkey,))).faults]


def differences(project: Project) -> list[Any]:
    return reconcile(project.engine).differences


def both(project: Project) -> str:
    """Erase the first item and ben; gives the release that stood before."""
    before, ben = newest(project).release, project.who("ben").member
    erase(project.engine, PROJECT, [project.items()[0], ben], "they asked", project.people["ana"], "erase-1")
    return before


def test_the_texts_are_there_to_begin_with(project: Project) -> None:
    """Or the tests below would prove nothing."""
    found = texts(project)

    for text in (ITEM_TEXT, ITEM_DRAFT, BEN_TEXT, BEN_NAME):
        assert text.encode() in found


def test_no_byte_of_what_was_erased_is_left_when_erase_returns(project: Project) -> None:
    both(project)

    found = texts(project)

    assert CY_TEXT.encode() in found
    for text in (ITEM_TEXT, ITEM_DRAFT, BEN_TEXT, FLAG):
        assert text.encode() not in found


def test_the_superseding_bundle_verifies_and_holds_none_of_it(project: Project) -> None:
    before = both(project)

    run(project)

    after = newest(project)
    files = parse_zip(bundle_bytes(project.engine, PROJECT, after.release))
    assert after.supersedes == before
    assert faults(project, after.release) == []
    assert BEN_TEXT.encode() not in opened(files)
    assert CY_TEXT.encode() in opened(files)
    statuses = [json.loads(line)["status"] for line in files["data/rows.jsonl"].splitlines()]
    assert statuses.count("withdrawn") == 2


def test_the_choices_of_an_erased_annotator_stay_and_their_words_go(project: Project) -> None:
    ben = project.who("ben").member
    both(project)
    run(project)

    files = parse_zip(bundle_bytes(project.engine, PROJECT, newest(project).release))

    votes = [v for line in files["data/rows.jsonl"].splitlines() for v in json.loads(line)["votes"]]
    states = {(v["place"], v["state"], v["value"]) for v in votes if v["annotator"] == ben}
    assert states == {(0, "opened", "ironic"), (1, "erased", None)}


def test_our_copy_of_the_old_bundle_is_gone_and_its_digest_stays(project: Project) -> None:
    before = newest(project).release
    with project.engine.store.reading() as read:
        sha256 = kept_bundle(read, PROJECT, before).sha256

    both(project)

    with pytest.raises(Refused, match=sha256):
        bundle_bytes(project.engine, PROJECT, before)


def test_tables_are_what_a_rebuild_gives(project: Project) -> None:
    both(project)
    run(project)

    assert differences(project) == []


def test_the_vault_is_rewritten_without_it(project: Project) -> None:
    ben, item = project.who("ben").member, project.items()[0]
    both(project)

    with project.engine.store.reading() as read:
        label = read_log(read, PROJECT).origin.rpartition("/")[2]
    owners = {who for row in read_vault(project.engine, PROJECT, label) for who in (row.subject, row.writer)}
    assert not owners & {ben, item}


def test_who_was_erased_acts_no_more(project: Project) -> None:
    both(project)

    with pytest.raises(Refused, match="not_here"):
        project.do("ben", "take_work")


def test_erasing_again_with_the_same_key_is_the_same_erasure(project: Project) -> None:
    ben, ana = project.who("ben").member, project.people["ana"]
    first = erase(project.engine, PROJECT, [ben], "asked", ana, "k")

    assert erase(project.engine, PROJECT, [ben], "asked", ana, "k") == first


def test_a_bundle_that_opens_nothing_of_theirs_stays(tmp_path: Path) -> None:
    """Without text questions, an annotator's name and times are all that is theirs, and bundles never hold those."""
    project = new_project(tmp_path)
    project.bring_in([f"headline {n}" for n in range(5)])
    run(project)
    for who in ("ben", "cy"):
        project.label(who, lambda item: {project.questions[0]: "ironic"})
    release = project.do("ana", "request_release")[0].event_id
    run(project)

    erase(project.engine, PROJECT, [project.who("ben").member], "asked", project.people["ana"], "k")
    run(project)

    assert faults(project, release) == []
    assert newest(project).release == release


@pytest.mark.slow
@pytest.mark.parametrize(
    "step",
    ["_forget", "_destroy_keys", "destroy_affected", "rewrite_vault", "_say_destroyed", "supersede_destroyed", "_wipe"],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_any_step_is_carried_on_from(
    project: Project, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    act = getattr(module, step)

    def killed(*args: Any) -> Any:
        if when == "after":
            act(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, step, killed)
        with pytest.raises(KeyboardInterrupt):
            both(project)

    continue_erasures(project.engine)

    assert not any(text.encode() in texts(project) for text in (ITEM_TEXT, ITEM_DRAFT, BEN_TEXT, FLAG))
    run(project)
    assert faults(project, newest(project).release) == []
    assert differences(project) == []


def test_a_kill_between_destroying_a_bundle_and_saying_so_is_carried_on_from(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from labelproof.engine import bundle

    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bundle, "_mark_gone", killed)
        with pytest.raises(KeyboardInterrupt):
            both(project)

    continue_erasures(project.engine)

    assert list(project.engine.blobs.names("bundles/")) == []
    run(project)
    assert faults(project, newest(project).release) == []


def test_an_erasure_between_publication_and_seal_leaves_only_what_supersedes(project: Project) -> None:
    from labelproof.engine.release import compute_and_publish

    between = project.do("ana", "request_release")[0].event_id
    compute_and_publish(project.engine, PROJECT, between)

    both(project)
    run(project)

    with pytest.raises(Refused, match="bundle_gone"):
        bundle_bytes(project.engine, PROJECT, between)
    assert newest(project).supersedes == between
    assert faults(project, newest(project).release) == []


def test_a_release_that_was_only_requested_is_computed_without_what_was_erased(project: Project) -> None:
    requested = project.do("ana", "request_release")[0].event_id

    both(project)
    run(project)

    assert newest(project).release == requested
    assert faults(project, requested) == []


def test_what_is_erased_while_rows_are_computed_is_kept_nowhere(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from labelproof.engine import release as computing

    compute, done = computing.compute_rows, []

    def meanwhile(*args: Any) -> Any:
        computed = compute(*args)
        if not done:
            done.append(True)
            subjects = [project.items()[0], project.who("ben").member]
            project.do("ana", "request_erasure", subjects=subjects, why="asked")
        return computed

    requested = project.do("ana", "request_release")[0].event_id
    monkeypatch.setattr(computing, "compute_rows", meanwhile)

    run(project)
    kept = list(project.engine.blobs.names("bundles/"))
    run(project)

    assert len(kept) == 1
    assert faults(project, requested) == []
    assert ITEM_TEXT.encode() not in opened(parse_zip(bundle_bytes(project.engine, PROJECT, requested)))


def test_a_person_is_erased_in_every_project_and_at_the_door(project: Project) -> None:
    account = project.people["ben"].account

    erase_person(project.engine, account, "asked", project.people["ana"], "person")
    run(project)

    found = texts(project)
    assert BEN_NAME.encode() not in found
    assert BEN_TEXT.encode() not in found
    assert b'"ben"' not in found
    assert differences(project) == []
    assert advance(project.engine) is False


def test_only_the_owner_of_the_instance_erases_a_person(project: Project) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        erase_person(project.engine, project.people["ben"].account, "no", project.people["cy"], "person")


def test_what_goes_is_told_before_and_is_what_goes(project: Project) -> None:
    """The dry run writes nothing; the release that it names is the one superseded after."""
    before, ben, item = newest(project).release, project.who("ben").member, project.items()[0]
    with project.engine.store.reading() as read:
        size = read_log(read, PROJECT).size

    told = what_goes(project.engine, PROJECT, [item, ben])
    with project.engine.store.reading() as read:
        unmoved = read_log(read, PROJECT).size
    both(project)
    run(project)

    assert unmoved == size
    assert told.releases == [before]
    assert newest(project).supersedes == before
    with project.engine.store.reading() as read:
        tombs = [leaf for _, leaf in leaves(read, PROJECT, size, read_log(read, PROJECT).size) if TOMBSTONE in leaf]
    assert told.n_disclosures == sum(len(parse_leaf(leaf).refs["field"]) for leaf in tombs)
    assert what_goes(project.engine, PROJECT, [item, ben]).n_disclosures == 0


def second_project(project: Project) -> int:
    """Another project in which ben takes part as well; under the same name."""
    project.do("ana", "open_project", INSTANCE_LOG, name="Second")
    with project.engine.store.reading() as read:
        second = max(log.log_id for log in event_logs(read))
        ana = access.who(read, second, project.people["ana"].account)
    assert ana is not None
    caller = Caller("invitation-ben-again", trusted=True)
    who = {"account": project.people["ben"].account, "name": BEN_NAME, "roles": ["annotator"]}
    command = parse_command("join_project", {**who, "invited_by": ana.member, "grant": ana.grant})
    project.engine.handle(second, command, caller, "join-ben-again")
    return second


@pytest.mark.slow
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("step", ["_forget", "_destroy_keys", "destroy_affected", "rewrite_vault", "_say_destroyed"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_person_s_erasure_over_several_projects_survives_a_kill_at_any_step(
    project: Project, monkeypatch: pytest.MonkeyPatch, step: str, when: str, nth: int
) -> None:
    """In the first project, in the second, or at the door: what is left is done without anybody asking again."""
    second, ben = second_project(project), project.people["ben"].account
    run(project)
    act, calls = getattr(module, step), itertools.count(1)
    nth_call = nth * (2 if step == "_forget" else 1)  # a log's keys are destroyed only after forgetting once more

    def killed(*args: Any) -> Any:
        if next(calls) != nth_call:
            return act(*args)
        if when == "after":
            act(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, step, killed)
        with pytest.raises(KeyboardInterrupt):
            erase_person(project.engine, ben, "asked", project.people["ana"], "person")

    run(project)

    assert places_of(project.engine, ben) == [(INSTANCE_LOG, ben)]
    found = texts(project)
    assert BEN_NAME.encode() not in found
    assert f"{BEN_TEXT} ".encode() not in found
    for log_id in (INSTANCE_LOG, PROJECT, second):
        with project.engine.store.reading() as read:
            kinds = [parse_leaf(leaf).kind for _, leaf in leaves(read, log_id, 0, read_log(read, log_id).size)]
        assert kinds.count("subject_key.destroyed") == 1
    assert differences(project) == []
