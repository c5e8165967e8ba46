"""`labelproof log compare` and `labelproof log monitor`: what two sightings of one log say together."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelproof.cli import log_monitor
from labelproof.cli.log import log
from labelproof.cli.log_monitor import Monitoring
from tests.cli.served_files import Served, serving
from tests.cli.test_verify import lay
from tests.log.folder import OTHER_SKEY, VKEY, folder, leaf, leaves, signed

pytestmark = pytest.mark.usefixtures("own_state")


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(log, [str(each) for each in arguments], help_option_names=["-h", "--help"])


def rewritten(n: int) -> list[bytes]:
    return [leaf(i, actor="mallory") if i == 7 else raw for i, raw in enumerate(leaves(n))]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    for name, note in {
        "100": signed(leaves(100)),
        "300": signed(leaves(300)),
        "other100": signed(rewritten(100)),
        "other300": signed(rewritten(300)),
        "foreign": signed(leaves(100), OTHER_SKEY),
        "nothing": b"",
    }.items():
        (tmp_path / name).write_bytes(note)
    lay(folder(leaves(350)), tmp_path / "log")
    return tmp_path


def compare(at: Path, a: str, b: str, *more: Any) -> Result:
    return run("compare", at / a, at / b, "--vkey", VKEY, *more)


def test_a_log_that_grew_is_consistent_by_tiles_of_one_that_grew_further(notes: Path) -> None:
    result = compare(notes, "300", "100", "--tiles", notes / "log")

    assert result.exit_code == 0, result.output
    assert "✓ the log of 300 leaves extends the one of 100" in result.output


def test_tiles_may_come_from_a_server(notes: Path) -> None:
    with serving(notes / "log") as served:
        assert compare(notes, "100", "300", "--tiles", served.url).exit_code == 0


@pytest.mark.parametrize("a", ["other100", "other300"])
def test_a_contradiction_is_written_as_evidence_that_checks(notes: Path, a: str) -> None:
    result = compare(notes, a, "300", "--tiles", notes / "log", "--out", notes / "evidence")
    checked = run("compare", "--evidence", notes / "evidence", "--vkey", VKEY)

    assert (result.exit_code, checked.exit_code) == (1, 0)
    assert "log.forked:" in result.output
    assert "are both signed, and cannot both be true" in checked.output
    raw = (notes / "evidence").read_bytes()
    (notes / "evidence").write_bytes(raw.replace(b'"root":"', b'"root":"A', 1))
    assert run("compare", "--evidence", notes / "evidence", "--vkey", VKEY).exit_code == 1


def test_without_tiles_two_sizes_say_what_is_needed(notes: Path) -> None:
    result = compare(notes, "100", "300")

    assert result.exit_code == 1
    assert "log.tiles_needed" in result.output


@pytest.mark.parametrize(
    ("a", "code", "said"),
    [("foreign", 1, "log.signature"), ("nothing", 1, "log.note"), ("absent", 3, "verify.unreadable")],
)
def test_what_is_no_note_of_the_log_is_named(notes: Path, a: str, code: int, said: str) -> None:
    result = compare(notes, a, "300", "--json")

    assert (result.exit_code, json.loads(result.stdout)["faults"][0]["code"]) == (code, said)


def test_missing_tiles_are_named(notes: Path) -> None:
    (notes / "log/tile/0/000").unlink()

    result = compare(notes, "100", "300", "--tiles", notes / "log")

    assert (result.exit_code, "log.missing" in result.output) == (3, True)


@pytest.mark.parametrize("arguments", [[], ["a"], ["a", "b", "c"], ["a", "b", "--evidence", "c"]])
def test_other_than_two_notes_is_wrong_usage(arguments: list[str]) -> None:
    assert run("compare", *arguments, "--vkey", VKEY).exit_code == 2
    assert run("compare", "a", "b").exit_code == 2


def once(served: Served, *more: Any) -> Result:
    return run("monitor", served.url, "--vkey", VKEY, "--once", *more)


def test_a_monitor_reads_only_what_is_new(tmp_path: Path) -> None:
    lay(folder(leaves(600)), tmp_path / "log")
    with serving(tmp_path / "log") as served:
        first = once(served)
        lay(folder(leaves(700)), tmp_path / "log")
        served.asked.clear()
        second = once(served)
        grown = {path for path in served.paths() if path.startswith("tile/")}
        served.asked.clear()
        third = once(served)

    assert [each.exit_code for each in (first, second, third)] == [0, 0, 0], first.output + second.output
    assert "600 leaves, 600 of them new" in first.output
    assert "700 leaves, 100 of them new" in second.output
    assert grown == {"tile/entries/002.p/188", "tile/0/002.p/188", "tile/1/000.p/2"}
    assert "unchanged" in third.output
    assert served.paths() == ["checkpoint"]


def test_a_monitor_names_key_events_of_what_is_new(tmp_path: Path) -> None:
    entries = [*leaves(20), leaf(20, kind="log_key.added", refs={"vkey": "k"})]
    with serving(lay(folder(entries), tmp_path / "log")) as served:
        result = once(served)

    assert "log_key.added in leaf 20: k" in result.output


@pytest.mark.parametrize("n", [700, 1100])
def test_a_fork_is_an_alarm_with_its_name_and_its_command_runs(tmp_path: Path, n: int) -> None:
    command = f"{sys.executable} -c \"import os,sys; open({str(tmp_path / 'told')!r}, 'w').write(os.environ['LABELPROOF_ALARM'] + sys.stdin.read())\""
    lay(folder(leaves(600)), tmp_path / "log")
    with serving(tmp_path / "log") as served:
        once(served)
        lay(folder(rewritten(n)), tmp_path / "log")
        result = once(served, "--alarm", command)

    assert result.exit_code == 1
    assert "ALARM" in result.output
    assert "log.forked: size" in result.output
    assert "log.forked" in (tmp_path / "told").read_text().split("\n")[0]


def test_a_rollback_is_an_alarm(tmp_path: Path) -> None:
    with serving(lay(folder(leaves(600)), tmp_path / "a")) as served:
        once(served)
    with serving(lay(folder(leaves(599)), tmp_path / "b")) as served:
        result = once(served, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["code"] == "log.rolled_back"


def test_an_id_of_long_ago_that_comes_again_is_found(tmp_path: Path) -> None:
    lay(folder(leaves(600)), tmp_path / "log")
    doubled = [*leaves(600), leaf(600, id="event-" + f"{3:018}")]
    with serving(tmp_path / "log") as served:
        once(served)
        lay(folder(doubled), tmp_path / "log")
        result = once(served)

    assert result.exit_code == 1
    assert "log.id: entry 600 has the id event-000000000000000003 of entry 3" in result.output


@pytest.mark.parametrize("damage", [b"", b"{}", None])
def test_what_was_kept_and_is_damaged_only_costs_a_whole_reading(
    tmp_path: Path, own_state: Path, damage: bytes | None
) -> None:
    lay(folder(leaves(600)), tmp_path / "log")
    with serving(tmp_path / "log") as served:
        once(served)
        for path in [*own_state.rglob("*.followed"), *own_state.rglob("*.ids")]:
            path.unlink() if damage is None else path.write_bytes(damage)
        lay(folder(leaves(700)), tmp_path / "log")
        result = once(served)

    assert result.exit_code == 0
    assert "tile/entries/000" in served.paths()[-10:]


def test_a_server_that_stays_away_is_an_alarm_in_the_end() -> None:
    waited: list[float] = []
    asked = Monitoring("http://127.0.0.1:9/log/o", (VKEY,), (), 0, 7.0, once=False, alarm=None, token="")

    code = log_monitor.run(asked, as_json=False, pause=waited.append)

    assert (code, waited) == (3, [7.0] * (log_monitor.PATIENCE - 1))


def test_an_alarm_command_that_cannot_run_is_said(tmp_path: Path) -> None:
    result = run("monitor", "http://127.0.0.1:9/x", "--vkey", VKEY, "--once", "--alarm", str(tmp_path / "none"))

    assert result.exit_code == 3
    assert "the alarm command failed" in result.output
