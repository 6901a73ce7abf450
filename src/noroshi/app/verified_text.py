"""What ``noroshi verify`` has found → text for people, JSON for programs.

Whatever is published is untrusted: it is shown in one line, without a sign that a terminal would obey.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from noroshi.app.cli_words import CliWords
from noroshi.app.problem_words import visible
from noroshi.app.settings import SurroundingsError, UsageError
from noroshi.app.verified import Cause, Verified
from noroshi.output.compared import Difference, Fault, Reason
from noroshi.source.asked import FetchFailed
from noroshi.source.commit_signature import CommitSignature, Verdict

_SHOWN = 3
"""Differences that are shown."""
_MOST = 10
"""Further paths that are named."""
_CAUSES = {
    Cause.CACHE: "verify.cause_cache",
    Cause.CDN: "verify.cause_cdn",
    Cause.WHITE_SPACE: "verify.cause_white_space",
    Cause.OWN_PROGRAM: "verify.cause_own_program",
    Cause.OTHER_PROGRAM: "verify.cause_other_program",
    Cause.SUBMODULES: "verify.cause_submodules",
    Cause.LFS: "verify.cause_lfs",
    Cause.IGNORED: "verify.cause_ignored",
    Cause.DEPENDENCIES: "verify.cause_dependencies",
}
_REASONS = {
    (Fault.PUBLISHED, Reason.OTHER): "verify.published_other",
    (Fault.PUBLISHED, Reason.MISSING): "verify.published_missing",
    (Fault.PUBLISHED, Reason.EXTRA): "verify.published_extra",
    (Fault.PUBLISHED, Reason.STALE): "verify.published_stale",
    (Fault.PUBLISHED, Reason.TOO_LARGE): "verify.published_too_large",
    (Fault.PUBLISHED, Reason.ELSEWHERE): "verify.published_elsewhere",
    (Fault.PUBLISHED, Reason.COPY): "verify.published_copy",
    (Fault.BUILD, Reason.OTHER): "verify.build_other",
    (Fault.BUILD, Reason.MISSING): "verify.build_missing",
    (Fault.BUILD, Reason.EXTRA): "verify.build_extra",
}
_VERDICTS = {
    Verdict.GOOD: "verify.signed_good",
    Verdict.UNTRUSTED: "verify.signed_untrusted",
    Verdict.EXPIRED: "verify.signed_expired",
    Verdict.REVOKED: "verify.signed_revoked",
    Verdict.BAD: "verify.signed_bad",
    Verdict.UNCHECKED: "verify.signed_unchecked",
    Verdict.NONE: "verify.signed_none",
}
_KINDS = {"gpg": "OpenPGP", "ssh": "SSH", "x509": "X.509"}
_FAILED = {
    "address": "verify.bad_address",
    "redirect": "verify.fetch_redirect",
    "redirects": "verify.fetch_redirect",
    "too_large": "verify.fetch_too_large",
    "status": "verify.fetch_status",
    "slow": "verify.fetch_slow",
    "unreachable": "verify.fetch_unreachable",
}
"""Of ``build.json``, and of any file: a file that leads elsewhere or is too large is a difference."""


def as_json(found: Verified) -> str:
    """One object, with a line break at its end; all differences, in the order in which they are told."""
    said, signature = found.said, found.signature
    value = {
        "same": found.holds,
        "source": found.source,
        "commit": said.commit,
        "built_at": said.built_at.isoformat(),
        "version": said.version,
        "files": len(said.files),
        "rebuilt": found.was_rebuilt,
        "why_not": found.why_not,
        "differences": [_plain(it) for it in found.differences],
        "causes": list(found.causes),
        "not_served": list(found.not_served),
        "drawn_otherwise": list(found.drawn),
        "signature": None
        if signature is None
        else {
            "verdict": signature.verdict,
            "kind": signature.kind,
            "signer": signature.signer,
            "key": signature.key,
        },
    }
    return json.dumps(value, ensure_ascii=False) + "\n"


def _plain(difference: Difference) -> dict[str, object]:
    where = difference.where
    place = {} if where is None else {"byte": where.byte, "line": where.line or None}
    texts = {"published": where.published, "rebuilt": where.rebuilt} if where is not None and where.line else {}
    return {"path": difference.path, "fault": difference.fault, "reason": difference.reason, **place, **texts}


def as_text(words: CliWords, found: Verified) -> str:
    """Lines, with a line break at the end."""
    return "\n".join(_lines(words, found)) + "\n"


def _lines(words: CliWords, found: Verified) -> Iterator[str]:
    say, said = words.say, found.said
    commit = visible(said.commit or "-")
    yield say("verify.of", source=visible(found.source))
    yield say("verify.said", commit=commit, now=said.built_at.isoformat(), version=visible(said.version))
    if found.signature is not None:
        yield _signed(words, found.signature)
        if found.needs_signature and not found.is_signed_well:
            yield say("verify.signature_needed")
    if found.differences:
        for difference in found.differences[:_SHOWN]:
            yield from _shown(words, difference)
        yield from _others(words, found)
        yield from (f"    {say(_CAUSES[cause])}" for cause in found.causes)
    if found.not_served:
        yield say("verify.not_served", paths=", ".join(visible(path) for path in found.not_served[:_MOST]))
    if found.drawn:
        yield say("verify.drawn", n=len(found.drawn))
    yield from _verdict(words, found)


def _signed(words: CliWords, signature: CommitSignature) -> str:
    said = words.say(
        _VERDICTS[signature.verdict],
        kind=_KINDS.get(signature.kind, ""),
        signer=visible(signature.signer) or "-",
        by=visible(signature.key) or "-",
    )
    return words.say("verify.signature", said=said)


def _shown(words: CliWords, difference: Difference) -> Iterator[str]:
    say, where = words.say, difference.where
    yield say(_REASONS[difference.fault, difference.reason], path=visible(difference.path))
    if where is not None and where.line:
        yield f"    {say('verify.line', line=where.line, byte=where.byte)}"
        yield f"    {say('verify.is_published', text=visible(where.published))}"
        yield f"    {say('verify.is_rebuilt', text=visible(where.rebuilt))}"
    elif where is not None:
        yield f"    {say('verify.byte', byte=where.byte)}"


def _others(words: CliWords, found: Verified) -> Iterator[str]:
    shown = {it.path for it in found.differences[:_SHOWN]}
    paths = list(dict.fromkeys(it.path for it in found.differences if it.path not in shown))
    if paths:
        yield words.say("verify.others", n=len(paths))
        yield from (f"    {visible(path)}" for path in paths[:_MOST])
        if len(paths) > _MOST:
            yield f"    {words.say('verify.more', n=len(paths) - _MOST)}"


def _verdict(words: CliWords, found: Verified) -> Iterator[str]:
    say = words.say
    differ, files = len({it.path for it in found.differences}), len(found.said.files)
    if found.why_not:
        yield say("verify.not_rebuilt", reason=visible(found.why_not))
    if differ:
        yield say("verify.differs", n=differ, files=files)
        return
    served = files - len(found.not_served)
    yield say("verify.same" if found.was_rebuilt else "verify.same_as_said", n=served)


def failed(words: CliWords, error: FetchFailed) -> Exception:
    """What did not come, in words."""
    values = {name: visible(value) for name, value in error.values.items()}
    values.setdefault("target", "…")
    message = words.say(_FAILED[error.reason], **values)
    return (UsageError if error.reason == "address" else SurroundingsError)(message)
