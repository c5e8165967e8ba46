"""`labelproof verify URL`: a server's static files, however the server behaves."""

from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from labelproof.cli import url_files
from labelproof.cli.url_files import checked_url
from labelproof.kernel.refused import Refused
from tests.cli.served_files import Answer, cut_short, endless, garbage, send, serving, silent
from tests.cli.test_verify import lay, run
from tests.log.folder import VKEY, folder, leaf, leaves, signed

pytestmark = pytest.mark.usefixtures("own_state")


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return lay(folder(leaves(300)), tmp_path / "log")


def test_a_servers_files_verify_as_a_folder_does(at: Path) -> None:
    with serving(at) as served:
        result = run(served.url, "--vkey", VKEY)

    assert result.exit_code == 0, result.output
    assert "300 leaves by" in result.output
    assert "tile/entries/001.p/44" in served.paths()


def test_a_partial_tile_that_is_gone_is_read_out_of_the_full_one(tmp_path: Path) -> None:
    files = folder(leaves(512))
    files["tile/1/000.p/1"] = files["tile/1/000.p/2"][:32]
    files["checkpoint"] = signed(leaves(300))
    with serving(lay(files, tmp_path / "log")) as served:
        assert run(served.url, "--vkey", VKEY).exit_code == 0


def test_a_server_that_rewrites_history_is_caught_by_what_was_remembered(at: Path, tmp_path: Path) -> None:
    rewritten = [leaf(i, actor="mallory") if i == 7 else raw for i, raw in enumerate(leaves(400))]
    with serving(at) as served:
        assert run(served.url, "--vkey", VKEY).exit_code == 0
    with serving(lay(folder(rewritten), tmp_path / "other")) as served:
        result = run(served.url, "--vkey", VKEY)

    assert result.exit_code == 1
    assert "log.forked: size 300 has root" in result.output


def test_the_token_is_sent_to_the_server_that_was_named(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_with_token(handler: BaseHTTPRequestHandler) -> bool:
        if handler.headers.get("Authorization") == "Bearer secret":
            return False
        send(handler, 401, b"")
        return True

    with serving(at, only_with_token) as served:
        without = run(served.url, "--vkey", VKEY)
        monkeypatch.setenv("LABELPROOF_TOKEN", "secret")
        result = run(served.url, "--vkey", VKEY)

    assert (without.exit_code, result.exit_code) == (3, 0)
    assert "was answered with status 401: put a token" in without.output


def test_a_redirect_to_another_host_is_not_followed_and_gets_no_token(
    at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABELPROOF_TOKEN", "secret")
    with serving(at) as other:

        def away(handler: BaseHTTPRequestHandler) -> bool:
            send(handler, 302, b"", Location=f"{other.url}/checkpoint")
            return True

        with serving(at, away) as served:
            result = run(served.url, "--vkey", VKEY)

    assert result.exit_code == 3
    assert "redirect to another host" in result.output
    assert other.asked == []


def test_a_redirect_within_the_host_is_followed(at: Path) -> None:
    def moved(handler: BaseHTTPRequestHandler) -> bool:
        if "/moved/" not in handler.path:
            return False
        send(handler, 302, b"", Location=handler.path.replace("/moved/", "/o/"))
        return True

    with serving(at, moved) as served:
        assert run(served.url.replace("/o", "/moved"), "--vkey", VKEY).exit_code == 0


def test_a_redirect_that_turns_in_circles_ends(at: Path) -> None:
    def again(handler: BaseHTTPRequestHandler) -> bool:
        send(handler, 302, b"", Location=handler.path)
        return True

    with serving(at, again) as served:
        assert run(served.url, "--vkey", VKEY).exit_code == 3


@pytest.mark.parametrize("answer", [endless, cut_short, garbage, silent])
def test_a_server_that_misbehaves_is_unreadable_and_no_traceback(
    at: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(url_files, "TIMEOUT_S", 0.2)
    with serving(at, answer) as served:
        result = run(served.url, "--vkey", VKEY)

    assert result.exit_code == 3, result.output
    assert isinstance(result.exception, SystemExit)


def test_a_server_that_is_not_there_is_unreadable() -> None:
    assert run("http://127.0.0.1:9/log/o", "--vkey", VKEY).exit_code == 3


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_gone_is_missing_and_not_unreadable(at: Path, status: int) -> None:
    def gone(handler: BaseHTTPRequestHandler) -> bool:
        if "entries" not in handler.path:
            return False
        send(handler, status, b"")
        return True

    with serving(at, gone) as served:
        result = run(served.url, "--vkey", VKEY)

    assert result.exit_code == 1
    assert "log.missing: tile/entries/000 is not there" in result.output


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "http://user:password@host/log/o",
        "http://host/log?x=1",
        "http://host/log#x",
        "http://host/a b",
        "http://host/\nHost: x",
        "http://[::1/log",
        "http://host:99999999/log",
        "http://host:0/log",
    ],
)
def test_an_address_with_more_than_host_and_path_is_refused(url: str) -> None:
    with pytest.raises(Refused, match=r"verify\.url"):
        checked_url(url)
    assert run(url, "--vkey", VKEY).exit_code == 1


def test_an_address_gets_one_final_slash() -> None:
    assert checked_url("https://h/log/o//") == checked_url("https://h/log/o") == "https://h/log/o/"
