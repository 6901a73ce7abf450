"""A disk that is full, too small, mounted or forbidden: the site that was there stays, whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from output_sites import edition_of, nothing_is_left_beside, publish

HERE = Path(__file__).parent

# Every script gets a folder of its own as argument and prints one JSON value.
_PREAMBLE = """
import json, os, resource, subprocess, sys
from pathlib import Path
from output_sites import FACTS, edition_of, files_of, nothing_is_left_beside, publish, site
from noroshi.model.artefact import Artefact
from noroshi.output.errors import MountPoint
from noroshi.output.publish import publishing, write
from noroshi.output.unharmed import Stamped, unharmed
from noroshi.output.level import make_level
from noroshi.output.manifest import digest_of
from noroshi.output.names import entries_of_folders
from noroshi.output.writer import Writer
place = Path(sys.argv[1])
into = place / "_site"
"""


def _run(script: str, place: Path, *before: str) -> object:
    command = [*before, sys.executable, "-c", _PREAMBLE + script, str(place)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def namespace() -> tuple[str, ...]:
    """The command that gives a process mounts of its own, gone with it; as root or as anybody else."""
    for options in ("-m", "-Urm"):
        if shutil.which("unshare") and shutil.which("mount"):
            mount = [
                "unshare",
                options,
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=1m",
                "tmpfs",
                tempfile.gettempdir(),
            ]
            if subprocess.run(mount, capture_output=True).returncode == 0:
                return ("unshare", options)
    pytest.skip("no right to mount here, not even in a user namespace: the full 1 MB tmpfs was NOT tried")


def test_a_full_tmpfs_of_one_megabyte_leaves_the_old_site_whole(tmp_path: Path, namespace: tuple[str, ...]) -> None:
    script = """
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=True)
publish("A", into)
errors = []
def fails(artefacts):
    try:
        write(artefacts, into, **FACTS)
    except OSError as error:
        errors.append(error.errno)
    edition_of(into, "A")
    nothing_is_left_beside(into)
# Runs full in the middle: many small pages, then one big one.
fails([*site("B"), *(Artefact(f"p{n}", bytes([n]) * 9000) for n in range(200))])
fails([*site("B"), Artefact("big", bytes(2_000_000))])
# Is full before it begins.
rest = place / "rest"
with rest.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError as error:
        full = error.errno
try:
    publish("B", into)
except OSError as error:
    errors.append(error.errno)
edition_of(into, "A")
rest.unlink()
publish("B", into)
edition_of(into, "B")
nothing_is_left_beside(into)
print(json.dumps([full, *errors]))
"""
    assert _run(script, tmp_path, *namespace) == [errno.ENOSPC] * 4


def test_a_disk_that_fills_while_files_are_put_one_by_one_leaves_the_old_site_whole(
    tmp_path: Path, namespace: tuple[str, ...]
) -> None:
    script = """
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=True)
for edition in "AA":
    publish(edition, into)
errors = []
before = unharmed(into, {it.path: Stamped(digest_of(it.content), 0) for it in site("A")})[0]
def free():
    found = os.statvfs(place)
    return found.f_bavail * found.f_bsize
# Full when a file is put, when a worker puts one, and not before build.json.
for put_all in (
    lambda out: out.put(Artefact("new/big", bytes(2_000_000))),
    lambda out: [out.writer().put(Artefact(f"new/p{number}", bytes(9000))) for number in range(200)],
    lambda out: [out.put(Artefact("new/a", b"1")), out.put(Artefact("new/rest", bytes(free())))],
):
    try:
        with publishing(into, version="1") as out:
            out.keep_all(before)
            put_all(out)
            errors.append(free())
            out.finish(commit=None, built_at=FACTS["built_at"])
    except OSError as error:
        errors.append(error.errno)
    edition_of(into, "A")
    nothing_is_left_beside(into)
publish("B", into)
edition_of(into, "B")
nothing_is_left_beside(into)
print(json.dumps(errors))
"""
    assert _run(script, tmp_path, *namespace) == [errno.ENOSPC, errno.ENOSPC, 0, errno.ENOSPC]


def test_a_mount_point_of_any_kind_is_refused_and_its_site_stays(tmp_path: Path, namespace: tuple[str, ...]) -> None:
    script = """
publish("A", into)
# The same file system mounted on itself looks like a plain folder until somebody renames it.
subprocess.run(["mount", "--bind", into, into], check=True)
refusals = []
for target in (into, into):
    try:
        publish("B", target)
    except MountPoint as refusal:
        refusals.append(refusal.arguments["instead"])
    edition_of(into, "A")
    nothing_is_left_beside(into)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", into], check=True)
    publish("A", place / "other")
    subprocess.run(["cp", "-r", f"{place}/other/.", into], check=True)
    subprocess.run(["rm", "-r", place / "other"], check=True)
print(json.dumps(refusals))
"""
    assert _run(script, tmp_path, *namespace) == [str(tmp_path / "_site" / "site")] * 2


def test_where_files_cannot_be_linked_they_are_copied(tmp_path: Path, namespace: tuple[str, ...]) -> None:
    script = """
other = place / "other"
other.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "tmpfs", other], check=True)
publish("A", other / "_site")
contents = files_of(other / "_site")
tree = place / "tree"
tree.mkdir()
paths = contents.keys() - {"build.json"}
missing, exact = make_level(str(tree), str(other / "_site"), paths, entries_of_folders(contents))
assert (missing, exact) == (paths, True)
writer = Writer(str(tree), str(other / "_site"), {}, without_twins=False)
alone = [writer.put(Artefact(path, contents[path])).alone for path in sorted(paths)]
assert files_of(tree) == {path: contents[path] for path in paths}
print(json.dumps(alone))
"""
    assert _run(script, tmp_path, *namespace) == [True] * 7


def test_a_file_cut_short_by_a_limit_leaves_the_old_site_whole(tmp_path: Path) -> None:
    script = """
publish("A", into)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    write([*site("B"), Artefact("zz/big", bytes(200_000))], into, **FACTS)
except OSError as error:
    print(json.dumps(error.errno))
edition_of(into, "A")
nothing_is_left_beside(into)
publish("B", into)
edition_of(into, "B")
"""
    assert _run(script, tmp_path) == errno.EFBIG


@pytest.fixture
def forbidden() -> Iterator[Path]:
    """A folder that this process may read and not write, with a site in it; root becomes nobody for it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        publish("A", place / "_site")
        place.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield place
        finally:
            if root:
                os.seteuid(0)
            place.chmod(0o755)


def test_a_folder_without_permission_leaves_the_old_site_whole(forbidden: Path) -> None:
    with pytest.raises(PermissionError):
        publish("B", forbidden / "_site")
    assert edition_of(forbidden / "_site", "A") == "A"
    nothing_is_left_beside(forbidden / "_site")
