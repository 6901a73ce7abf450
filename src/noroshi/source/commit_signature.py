"""A commit → who signed it, as git verifies it (OpenPGP, SSH, X.509).

To verify one, git runs gpg, gpgsm or ssh-keygen. A repository's own configuration could name any other program, so
the names are said here, and the repository asked should be one that we made (``checkout.check_out``).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.source.git import git_says

_PROGRAMS = ("-c", "gpg.program=gpg", "-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.x509.program=gpgsm")
_BEGINNINGS = {
    "-----BEGIN PGP SIGNATURE-----": "gpg",
    "-----BEGIN PGP MESSAGE-----": "gpg",
    "-----BEGIN SSH SIGNATURE-----": "ssh",
    "-----BEGIN SIGNED MESSAGE-----": "x509",
}
_LONGEST = 200
"""Signs of a name that are kept."""


class Verdict(StrEnum):
    """What git says of a signature."""

    GOOD = "good"
    """Sound, and of somebody who is trusted here."""
    UNTRUSTED = "untrusted"
    """Sound; whose it is, nothing here vouches for."""
    EXPIRED = "expired"
    """Sound, of a key or with an end that has passed."""
    REVOKED = "revoked"
    BAD = "bad"
    """Not of this commit: either was changed afterwards."""
    UNCHECKED = "unchecked"
    """There is one, and it cannot be checked here: the key or the program is missing."""
    NONE = "none"


_VERDICTS = {
    "G": Verdict.GOOD,
    "U": Verdict.UNTRUSTED,
    "X": Verdict.EXPIRED,
    "Y": Verdict.EXPIRED,
    "R": Verdict.REVOKED,
    "B": Verdict.BAD,
}
"""By the letter of ``%G?``: git-log(1)."""


@frozen
class CommitSignature:
    """Of one commit. All texts are as the signer chose them: untrusted."""

    verdict: Verdict
    kind: str = ""
    """``gpg``, ``ssh``, ``x509``; empty: there is none."""
    signer: str = ""
    """As the key, or the list of those who may sign, names them."""
    key: str = ""
    """Fingerprint, where git says one, else the key's number."""


def signature_of(
    repository: Path, commit: str, allowed_signers: Path | None = None, environ: Mapping[str, str] | None = None
) -> CommitSignature:
    """What git says of ``commit``, a full hash. Never raises for want of a program or a key.

    ``allowed_signers``: a file as in ssh-keygen(1), ALLOWED SIGNERS; else what the user's own configuration names.
    """
    kind = _kind(git_says(repository, environ, "cat-file", "commit", commit) or "")
    if not kind:
        return CommitSignature(Verdict.NONE)
    listed = ("-c", f"gpg.ssh.allowedSignersFile={allowed_signers.absolute()}") if allowed_signers else ()
    form = "--format=%G?%x00%GS%x00%GF%x00%GK"
    said = git_says(repository, environ, *_PROGRAMS, *listed, "log", "-1", "--no-show-signature", form, commit, "--")
    letter, signer, fingerprint, key = ((said or "").rstrip("\n") + "\0\0\0").split("\0")[:4]
    verdict = _VERDICTS.get(letter, Verdict.UNCHECKED)
    if verdict in (Verdict.BAD, Verdict.UNCHECKED):
        # Nobody has shown that it is theirs.
        signer = ""
    return CommitSignature(verdict, kind, signer[:_LONGEST], (fingerprint or key)[:_LONGEST])


def _kind(raw: str) -> str:
    """Of the signature in a commit's header."""
    for line in raw.split("\n\n", 1)[0].split("\n"):
        name, _, value = line.partition(" ")
        if name in ("gpgsig", "gpgsig-sha256"):
            return _BEGINNINGS.get(value.strip(), "gpg")
    return ""
