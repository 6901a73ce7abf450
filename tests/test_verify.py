"""A published site → whether it is what its commit becomes: honest machines agree, and one byte is found."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from small_site import Ran, environment, noroshi, serving, write, write_small_site

from noroshi.app.cli_words import CliWords
from noroshi.app.published import Address, Folder, address, looked_at
from noroshi.app.verified_text import failed
from noroshi.output.compared import Reason, Where, first_difference, with_rebuilt
from noroshi.output.manifest import Manifest, digest_of
from noroshi.source.asked import FetchFailed
from noroshi.source.checkout import NoCheckout, check_out
from noroshi.source.commit_signature import Verdict, signature_of

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(root: Path, *arguments: str, environ: Mapping[str, str] | None = None, stdin: str = "") -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | dict(environ or {})
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=clean, check=True, capture_output=True, text=True, input=stdin
    )
    return done.stdout.strip()


def commit(root: Path) -> Path:
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "all of it")
    return root


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the small site, and the site that was built of it."""
    root = write_small_site(tmp_path_factory.mktemp("origin") / "status")
    write(root, ".gitignore", "/_site/\n/_outbox/\n")
    commit(root)
    assert noroshi(root, "build").status == 0
    return root


@pytest.fixture
def site(origin: Path, tmp_path: Path) -> Path:
    """A copy of that site, which may be changed."""
    shutil.copytree(origin / "_site", tmp_path / "published")
    return tmp_path / "published"


def verify(root: Path, *arguments: str, lang: str = "en") -> Ran:
    return noroshi(root, "verify", *arguments, "--lang", lang, now="")


def found(ran: Ran) -> dict[str, object]:
    value = json.loads(ran.out)
    assert isinstance(value, dict)
    return value


def change(site: Path, path: str, old: bytes, new: bytes) -> None:
    content = (site / path).read_bytes()
    assert old in content
    (site / path).write_bytes(content.replace(old, new, 1))


def forge(site: Path, path: str, old: bytes, new: bytes) -> None:
    """Change a file, and what build.json says of it."""
    change(site, path, old, new)
    value = json.loads((site / "build.json").read_bytes())
    digest = digest_of((site / path).read_bytes())
    value["files"][path] = {"bytes": digest.size, "sha256": digest.sha256}
    (site / "build.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def test_an_honest_build_elsewhere_under_another_locale_zone_umask_and_home_is_accepted(
    origin: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", str(origin), "another place")
    there = tmp_path / "another place"
    (tmp_path / "home").mkdir()
    other = {"LANG": "ja_JP.UTF-8", "LC_ALL": "ja_JP.UTF-8", "TZ": "America/St_Johns", "HOME": str(tmp_path / "home")}
    # A user whose git would change every file that it checks out.
    write(tmp_path, "home/.gitconfig", "[core]\n\tautocrlf = true\n[safe]\n\tdirectory = *\n")
    before = os.umask(0o077)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "noroshi", "verify", str(origin / "_site")],
            cwd=there,
            env=environment(**other),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "【一致】" in done.stdout
    assert git(there, "status", "--porcelain") == ""


def test_one_changed_byte_is_found_with_its_line_and_both_texts(origin: Path, site: Path) -> None:
    change(site, "en/index.html", b"Todai Post Status", b"Todai Post Statur")
    ran = verify(origin, str(site))
    assert ran.status == 1
    assert "en/index.html: what is published is not what build.json says" in ran.out
    assert "NOT THE SAME: 1 of" in ran.out
    lines = ran.out.splitlines()
    shown = {line.split(":", 1)[0].strip(): line for line in lines if ":" in line}
    assert "Statur" in shown["published"]
    assert "Status" in shown["rebuilt"] and "Statur" not in shown["rebuilt"]


@pytest.mark.parametrize(
    "path", ["logo.svg", "api/v2/summary.json", "atom.xml", "_headers", "ja/404.html", "build.txt"]
)
def test_a_byte_of_any_kind_of_file_counts_and_so_does_a_file_that_should_not_be_there(
    origin: Path, site: Path, path: str
) -> None:
    there = (site / path).is_file()
    content = (site / path).read_bytes() if there else b"x"
    (site / path).parent.mkdir(exist_ok=True)
    (site / path).write_bytes(bytes([content[0] ^ 1]) + content[1:])
    ran = verify(origin, str(site), "--no-rebuild", "--json")
    assert ran.status == 1
    assert found(ran)["differences"] == [{"path": path, "fault": "published", "reason": "other" if there else "extra"}]


def test_a_site_that_was_forged_with_its_build_json_is_not_what_the_commit_becomes(origin: Path, site: Path) -> None:
    forge(site, "index.html", "灯台便".encode(), "燈台便".encode())
    assert verify(origin, str(site), "--no-rebuild").status == 0
    ran = verify(origin, str(site), "--json")
    assert ran.status == 1
    (difference,) = found(ran)["differences"]
    assert (difference["path"], difference["fault"], difference["reason"]) == ("index.html", "build.json", "other")
    assert "燈台便" in difference["published"] and "灯台便" in difference["rebuilt"]
    assert found(ran)["causes"] == ["dependencies"]


def test_what_was_built_with_other_options_is_built_with_them_again(origin: Path, tmp_path: Path) -> None:
    site = tmp_path / "published"
    options = ("--url", "https://elsewhere.example/status", "--links", "files", "--keep-going", "--precompress", "gz")
    assert noroshi(origin, "build", "--site", str(site), *options).status == 0
    assert json.loads((site / "build.json").read_bytes())["options"] == {
        "keep-going": True,
        "links": "files",
        "precompress": ["gz"],
        "url": "https://elsewhere.example/status",
    }
    ran = verify(origin, str(site))
    assert (ran.status, ran.out.splitlines()[-1][:8]) == (0, "THE SAME")
    # Packed by another library it may have other bytes, but not another content.
    packed = (site / "index.html.gz").read_bytes()
    forge(site, "index.html.gz", packed, gzip.compress((site / "index.html").read_bytes(), 1))
    assert verify(origin, str(site), "--no-rebuild").status == 0
    forge(site, "index.html.gz", (site / "index.html.gz").read_bytes(), gzip.compress(b"all is well"))
    ran = verify(origin, str(site), "--no-rebuild")
    assert "index.html.gz: this compressed copy holds something else" in ran.out


def test_an_update_that_is_ahead_of_the_clock_is_published_again_and_one_ahead_of_a_moment_is_left_out(
    small_site: Path,
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    write(
        small_site,
        "incidents/2026-11-18-new-year-hours/02.md",
        f"---\nat: {soon:%Y-%m-%dT%H:%M:%SZ}\n---\n変更なし。\n",
    )
    write(small_site, ".gitignore", "/_site/\n/_outbox/\n")
    commit(small_site)
    assert noroshi(small_site, "build", now="").status == 0
    assert json.loads((small_site / "_site/build.json").read_bytes())["options"] == {"clock": True}
    assert "変更なし" in (small_site / "_site/incidents/2026-11-18-new-year-hours/index.html").read_text()
    assert verify(small_site, str(small_site / "_site")).status == 0
    noroshi(small_site, "build", now=f"{soon - timedelta(seconds=30):%Y-%m-%dT%H:%M:%SZ}")
    assert "options" not in json.loads((small_site / "_site/build.json").read_bytes())
    assert verify(small_site, str(small_site / "_site")).status == 0


def test_a_site_of_uncommitted_files_cannot_be_verified_and_says_so(small_site: Path) -> None:
    commit(small_site)
    write(small_site, "site_src/pages/about.en.md", "---\ntitle: About\n---\nNobody committed this.\n")
    noroshi(small_site, "build")
    ran = verify(small_site, str(small_site / "_site"))
    assert ran.status == 1
    assert "NOT VERIFIED: build.json names no commit: the site was built of files that nobody had committed" in ran.out
    assert "byte for byte what build.json says. Whether" in ran.out


def test_wrong_use_is_refused_with_what_to_do(origin: Path, site: Path, tmp_path: Path) -> None:
    def said(value: object, key: str = "commit") -> str:
        document = json.loads((origin / "_site/build.json").read_bytes()) | {key: value}
        (site / "build.json").write_text(json.dumps(document), encoding="utf-8")
        ran = verify(origin, str(site))
        assert ran.status == 2, ran
        return ran.err

    assert "git fetch origin" in said("4f2a9c1" + "0" * 33)
    assert "pip install 'noroshi==9.9.9'" in said("noroshi 9.9.9", "generator")
    assert "is damaged" in said("noroshi 9'; rm -rf", "generator")
    assert verify(origin, str(tmp_path)).status == verify(origin, str(tmp_path / "none")).status == 2
    (tmp_path / "alone").mkdir()
    ran = verify(tmp_path / "alone", str(origin / "_site"))
    assert (ran.status, "in no git repository" in ran.err) == (2, True)
    assert verify(origin, str(site), "--any-version", "--allowed-signers", str(tmp_path / "none")).status == 2
    unsigned = verify(origin, str(site), "--no-rebuild", "--require-signature")
    assert (unsigned.status, "leave out --no-rebuild" in unsigned.err) == (2, True)


def test_a_commit_that_is_none_and_options_that_nobody_knows_cannot_be_verified(origin: Path, site: Path) -> None:
    document = json.loads((site / "build.json").read_bytes())
    for changed, words in (
        ({"commit": "--upload-pack=x"}, "cannot be one"),
        ({"options": {"drills": True, "theme": "dark"}}, "options that this noroshi does not have"),
        ({"options": {"drills": "yes"}}, "options that this noroshi does not have"),
    ):
        (site / "build.json").write_text(json.dumps({**document, **changed}), encoding="utf-8")
        ran = verify(origin, str(site))
        assert (ran.status, words in ran.out) == (1, True), ran


@pytest.mark.parametrize(
    "changed",
    [
        {"built_at": "0001-01-01T00:00:00+14:00"},
        {"built_at": "9998-12-31T23:59:59Z"},
        {"options": {"url": "https://status.example.com/\ud800"}},
    ],
)
def test_a_build_json_of_no_moment_or_half_a_sign_is_damaged(
    origin: Path, site: Path, changed: dict[str, object]
) -> None:
    document = json.loads((site / "build.json").read_bytes())
    (site / "build.json").write_text(json.dumps({**document, **changed}), encoding="utf-8")
    ran = verify(origin, str(site))
    assert (ran.status, "is damaged" in ran.err) == (2, True), ran


def test_a_picture_that_a_writer_chose_is_none_that_was_drawn() -> None:
    paths = ("pictures/now.deadbeef.png", "en/pictures/now.deadbeef.png", "incidents/pictures/graph.deadbeef.png")
    said = Manifest("1", None, datetime(2026, 11, 21, tzinfo=UTC), {path: digest_of(b"one") for path in paths})
    compared = with_rebuilt(said, {path: digest_of(b"another") for path in paths}, ("pictures", "en/pictures"))
    assert compared.drawn == ("en/pictures/now.deadbeef.png", "pictures/now.deadbeef.png")
    assert [it.path for it in compared.differences] == ["incidents/pictures/graph.deadbeef.png"]


def test_the_messages_are_japanese_for_those_who_read_it(origin: Path, site: Path) -> None:
    change(site, "index.html", b"<h1", b"<h2")
    ran = verify(origin, str(site), lang="ja")
    assert "index.html: 公開されている内容が、build.json と違います" in ran.out
    assert "【不一致】" in ran.out


PAGES: Mapping[str, bytes] = {
    "index.html": b"<h1>All systems up</h1>\n",
    "en/index.html": b"<h1>up, in English</h1>\n",
    "404.html": b"nothing here",
    "_headers": b"/*\n",
    "old/index.html": b"moved",
}
SAID = Manifest(
    "0.1.0", None, datetime(2026, 11, 21, tzinfo=UTC), {path: digest_of(content) for path, content in PAGES.items()}
)
Answer = Callable[[str], tuple[int, bytes]]
"""Path with its query → status, and content; of a redirect, where it leads."""


@contextmanager
def host(answer: Answer) -> Iterator[Address]:
    """A host that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = answer(self.path)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", content.decode())
                content = b""
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield address(f"http://127.0.0.1:{server.server_address[1]}/status/", pauses=(0.0,))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def served(asked: str) -> tuple[int, bytes]:
    """As most hosts do: folders by their address, and nothing of what they read themselves."""
    path = asked.partition("?")[0].removeprefix("/status/")
    path += "index.html" if path.endswith("/") or not path else ""
    known = path in PAGES and path not in ("_headers", "404.html")
    return (200, PAGES[path]) if known else (404, b"nothing here")


def looked(answer: Answer, led: tuple[str, ...] = ()) -> dict[str, Reason]:
    with host(answer) as published:
        return {it.path: it.reason for it in looked_at(published, SAID, led=led)}


KEPT = {"_headers": Reason.NOT_SERVED, "404.html": Reason.NOT_SERVED}


def test_what_hosts_keep_to_themselves_is_no_difference() -> None:
    assert looked(served) == KEPT


def test_a_page_that_a_host_changes_leaves_out_or_makes_endless_is_a_difference() -> None:
    def changing(asked: str) -> tuple[int, bytes]:
        if asked.startswith("/status/en/"):
            return 200, b"<h1>up, in English</h1><script src=/cdn-cgi/a.js></script>\n"
        if asked.startswith("/status/old/"):
            return 410, b""
        return (200, b"x" * 3_000_000) if asked.partition("?")[0] == "/status/" else served(asked)

    wanted = {"en/index.html": Reason.OTHER, "old/index.html": Reason.MISSING, "index.html": Reason.TOO_LARGE}
    assert looked(changing) == KEPT | wanted


def test_an_older_copy_in_a_cache_is_told_from_another_page() -> None:
    def cached(asked: str) -> tuple[int, bytes]:
        return (200, b"<h1>yesterday</h1>\n") if asked == "/status/" else served(asked)

    assert looked(cached) == KEPT | {"index.html": Reason.STALE}


def test_a_redirect_counts_as_one_only_where_the_site_itself_asks_for_it() -> None:
    def leading(asked: str) -> tuple[int, bytes]:
        return (301, b"/status/en/") if asked.startswith("/status/old/") else served(asked)

    assert looked(leading, led=("old/index.html",)) == KEPT | {"old/index.html": Reason.NOT_SERVED}
    assert looked(leading) == KEPT | {"old/index.html": Reason.OTHER}


def test_another_host_is_never_asked() -> None:
    def away(asked: str) -> tuple[int, bytes]:
        return (302, b"http://elsewhere.invalid/") if asked.startswith("/status/old/") else served(asked)

    assert looked(away) == KEPT | {"old/index.html": Reason.MISSING}


def test_a_host_that_fails_once_is_asked_again_and_one_that_goes_on_failing_is_no_difference() -> None:
    failures = ["/status/", "/status/en/"]

    def failing(asked: str) -> tuple[int, bytes]:
        if asked in failures:
            failures.remove(asked)
            return 503, b""
        return served(asked)

    assert looked(failing) == KEPT
    with host(lambda _: (503, b"")) as published, pytest.raises(FetchFailed) as error:
        looked_at(published, SAID)
    assert "answered 503" in str(failed(CliWords("en"), error.value))


def test_a_link_out_of_a_folder_is_not_read(tmp_path: Path) -> None:
    for path, content in PAGES.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(content)
    (tmp_path / "secret").write_bytes(PAGES["index.html"])
    (tmp_path / "site/index.html").unlink()
    (tmp_path / "site/index.html").symlink_to(tmp_path / "secret")
    (found,) = looked_at(Folder("site", tmp_path / "site"), SAID)
    assert (found.path, found.reason) == ("index.html", Reason.ELSEWHERE)


def test_a_site_at_an_address_is_verified_and_one_that_is_published_meanwhile_is_looked_at_again(
    origin: Path, site: Path
) -> None:
    with serving(origin / "_site") as (port, _):
        ran = verify(origin, f"http://127.0.0.1:{port}/", "--json")
    assert (ran.status, found(ran)["same"], found(ran)["not_served"]) == (0, True, ["_headers", "_redirects"])
    assert noroshi(origin, "build", "--site", str(site.parent / "later"), now="2026-11-22T12:00+09:00").status == 0
    folders = [site]

    def published_anew(asked: str) -> tuple[int, bytes]:
        path = asked.partition("?")[0].removeprefix("/status/")
        path += "index.html" if path.endswith("/") or not path else ""
        if path == "calendar.ics":
            folders[:] = [site.parent / "later"]
        file = folders[0] / path
        return (200, file.read_bytes()) if file.is_file() else (404, b"")

    with host(published_anew) as published:
        ran = verify(origin, published.name, "--no-rebuild", "--json")
    assert (ran.status, found(ran)["built_at"]) == (0, "2026-11-22T03:00:00+00:00")
    assert "published anew meanwhile" in ran.err


@pytest.mark.parametrize(
    ("published", "rebuilt", "where"),
    [
        (b"a", b"a", None),
        (b"a\nbxc\n", b"a\nbyc\n", Where(3, 2, "bxc", "byc")),
        (b"a\nb", b"a\nbc", Where(3, 2, "b", "bc")),
        ("火事".encode(), "火災".encode(), Where(3, 1, "火事", "火災")),
        (b"", b"a", Where(0, 1, "", "a")),
        (b"\x89PNG\0a", b"\x89PNG\0b", Where(5)),
        (b"x" * 99 + b"a" + b"y" * 99, b"x" * 99 + b"b", Where(99, 1, "x" * 24 + "a" + "y" * 47, "x" * 24 + "b")),
    ],
)  # fmt: skip
def test_the_first_difference_of_two_contents_has_line_byte_and_some_signs_around_it(
    published: bytes, rebuilt: bytes, where: Where | None
) -> None:
    assert first_difference(published, rebuilt) == where


# The commit.


def test_a_checkout_has_the_bytes_of_the_commit_whatever_the_users_git_would_make_of_them(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    write(root, "site/a.md", "one\ntwo\n")
    write(root, ".gitattributes", "*.md text filter=shout\n")
    commit(root)
    git(root, "config", "filter.shout.smudge", "tr a-z A-Z")
    write(root, ".git/hooks/post-checkout", f"#!/bin/sh\ntouch {tmp_path}/ran\n").chmod(0o755)
    home = {**os.environ, "HOME": str(tmp_path)}
    write(tmp_path, ".gitconfig", f'[core]\n\tautocrlf = true\n[filter "shout"]\n\tsmudge = touch {tmp_path}/ran\n')
    (tmp_path / "into").mkdir()
    checkout = check_out(root / "site", git(root, "rev-parse", "HEAD"), tmp_path / "into", environ=home)
    assert checkout.root == tmp_path / "into/site"
    assert (checkout.root / "a.md").read_bytes() == b"one\ntwo\n"
    assert not (tmp_path / "ran").exists()


def test_a_history_is_cut_off_where_the_build_had_it_cut_off(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a", "1")
    commit(root)
    for number in range(3):
        git(root, "commit", "-q", "--allow-empty", "-m", f"{number}")
    head, since = git(root, "rev-parse", "HEAD", "HEAD~1").split()
    (tmp_path / "into").mkdir()
    check_out(root, head, tmp_path / "into", shallow_since=since)
    assert git(tmp_path / "into", "rev-list", "HEAD").split() == [head, since]
    # Whoever has less than the build had cannot make it again.
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    (tmp_path / "again").mkdir()
    with pytest.raises(NoCheckout, match="too_shallow"):
        check_out(tmp_path / "shallow", head, tmp_path / "again", whole_history=True)
    with pytest.raises(NoCheckout, match="no_commit"):
        check_out(tmp_path / "shallow", head, tmp_path / "again", shallow_since=since)


def test_a_site_that_was_built_of_a_shallow_clone_is_verified_from_a_whole_one(origin: Path, tmp_path: Path) -> None:
    root, shallow = tmp_path / "whole", tmp_path / "shallow"
    git(tmp_path, "clone", "-q", str(origin), "whole")
    about = "incidents/2026-10-05-tracking-delay/03-resolved.md"
    for text in ("直りました。", "すべて直りました。"):
        write(root, about, f"---\nat: 2026-10-05 10:40\n---\n{text}\n")
        git(root, "commit", "-q", "-a", "-m", "edited")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    assert noroshi(root, "build").status == noroshi(shallow, "build").status == 0
    assert verify(root, str(shallow / "_site")).status == verify(root, str(root / "_site")).status == 0


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A repository whose commit is signed with an SSH key; beside it, a list of those who may sign."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    root = tmp_path / "signed"
    write(root, "a", "1")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "-c", "gpg.format=ssh", "-c", f"user.signingkey={tmp_path}/key", "commit", "-q", "-S", "-m", "signed")
    write(tmp_path, "signers", f"a@example.com {(tmp_path / 'key.pub').read_text()}")
    return root


def test_a_signature_by_ssh_is_good_sound_or_bad_as_git_says(signed: Path, tmp_path: Path) -> None:
    head, signers = git(signed, "rev-parse", "HEAD"), tmp_path / "signers"
    good = signature_of(signed, head, signers)
    assert (good.verdict, good.kind, good.signer, good.key[:7]) == (Verdict.GOOD, "ssh", "a@example.com", "SHA256:")
    stranger = signature_of(signed, head, write(tmp_path, "nobody", ""))
    assert (stranger.verdict, stranger.signer) == (Verdict.UNTRUSTED, "")
    home = {**os.environ, "HOME": str(tmp_path)}
    assert signature_of(signed, head, environ=home).verdict is Verdict.UNCHECKED
    raw = git(signed, "cat-file", "commit", head).replace("\n\nsigned", "\n\nsigned by somebody else")
    forged = git(signed, "hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{raw}\n")
    assert signature_of(signed, forged, signers).verdict is Verdict.BAD
    git(signed, "commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", "none")
    assert signature_of(signed, git(signed, "rev-parse", "HEAD"), signers).verdict is Verdict.NONE


def test_a_repository_names_no_program_that_looks_at_its_signatures(signed: Path, tmp_path: Path) -> None:
    write(tmp_path, "program", f"#!/bin/sh\ntouch {tmp_path}/ran\n").chmod(0o755)
    for key in ("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.openpgp.program"):
        git(signed, "config", key, str(tmp_path / "program"))
    assert signature_of(signed, git(signed, "rev-parse", "HEAD"), tmp_path / "signers").verdict is Verdict.GOOD
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_a_signature_by_gpg_is_named_by_its_key(tmp_path: Path) -> None:
    home = tmp_path / "h"
    home.mkdir(mode=0o700)
    environ = {**os.environ, "GNUPGHOME": str(home)}
    make = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "Kagi <kagi@example.com>",
        "ed25519",
    ]
    try:
        subprocess.run(make, check=True, env=environ, capture_output=True)
        root = tmp_path / "root"
        write(root, "a", "1")
        git(root, "init", "-q")
        git(root, "add", ".")
        git(root, "commit", "-q", "-Skagi@example.com", "-m", "signed", environ=environ)
        found = signature_of(root, git(root, "rev-parse", "HEAD"), environ=environ)
        elsewhere = {**environ, "GNUPGHOME": str(tmp_path / "nobody")}
        assert signature_of(root, git(root, "rev-parse", "HEAD"), environ=elsewhere).verdict is Verdict.UNCHECKED
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], env=environ, check=False, capture_output=True)
    assert (found.verdict, found.kind, found.signer) == (Verdict.GOOD, "gpg", "Kagi <kagi@example.com>")


def test_the_command_says_who_signed_and_can_demand_it(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "root")
    write(root, ".gitignore", "/_site/\n/_outbox/\n")
    commit(root)
    noroshi(root, "build")
    site = str(root / "_site")
    ran = verify(root, site, "--require-signature")
    assert ran.status == 1
    assert "signature of the commit: none" in ran.out and "--require-signature asks for a good signature" in ran.out
    assert "THE SAME" in ran.out
