"""What ``noroshi verify`` has found → text for people, JSON for programs.

Whatever is published is untrusted: it is shown in one line, without a sign that a terminal would obey.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from noroshi.app.cli_words import CliWords
from noroshi.app.problem_words import visible
from noroshi.app.settings import SurroundingsError, UsageError
from noroshi.app.verified import Cause, Verified
from noroshi.model.provenance import Known
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
    (Fault.BUILD, Reason.RECORD): "verify.build_record",
    (Fault.BUILD, Reason.HISTORY): "verify.build_history",
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
    said, signature, beyond = found.said, found.signature, found.beyond
    value = {
        "same": found.holds,
        "source": found.source,
        "commit": said.commit,
        "built_at": said.built_at.isoformat(),
        "version": said.version,
        "files": len(said.files),
        "history": said.made.history or None,
        "shallow_since": said.made.shallow_since or None,
        "shallow_since_at": beyond.cut_at.isoformat() if beyond.cut_at else None,
        "earlier_commits": beyond.earlier,
        "newer_commits": beyond.newer,
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
    status = {"status": int(difference.status)} if difference.status else {}
    return {"path": difference.path, "fault": difference.fault, "reason": difference.reason, **status, **place, **texts}


def as_text(words: CliWords, found: Verified) -> str:
    """Lines, with a line break at the end."""
    return "\n".join(_lines(words, found)) + "\n"


def _lines(words: CliWords, found: Verified) -> Iterator[str]:
    say, said = words.say, found.said
    yield say("verify.of", source=visible(found.source))
    yield say(
        "verify.said" if said.commit else "verify.said_no_commit",
        commit=visible(said.commit or ""),
        now=said.built_at.isoformat(),
        version=visible(said.version),
    )
    yield from _history(words, found)
    if found.signature is not None:
        yield _signed(words, found.signature)
        if found.needs_signature and not found.is_signed_well:
            yield say("verify.signature_needed")
    if found.differences:
        for difference in found.differences[:_SHOWN]:
            yield from _shown(words, found, difference)
        yield from _others(words, found)
        yield from (f"    {say(_CAUSES[cause])}" for cause in found.causes)
    if found.not_served:
        yield say("verify.not_served", paths=", ".join(visible(path) for path in found.not_served[:_MOST]))
    if found.drawn:
        yield say("verify.drawn", n=len(found.drawn))
    if found.beyond.newer:
        yield say("verify.newer", n=found.beyond.newer, tip=found.beyond.tip, age=_age(words, found.age))
    yield from _verdict(words, found)


def _history(words: CliWords, found: Verified) -> Iterator[str]:
    """What it says of the history that its build knew, where that is not all of it."""
    say, made, beyond = words.say, found.said.made, found.beyond
    if made.history == Known.FICTION:
        yield say("verify.history_fiction")
    if not found.lacks_history:
        return
    if made.history == Known.NONE:
        yield say("verify.history_none")
    elif beyond.cut_at is None:
        yield say("verify.history_cut", since=made.shallow_since[:12] or say("verify.unknown"))
    else:
        yield say("verify.history_cut_at", since=made.shallow_since[:12], at=beyond.cut_at.isoformat())
    if beyond.earlier:
        yield say("verify.history_more", n=beyond.earlier)


def _age(words: CliWords, age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return words.say("verify.age_short")
    return words.say("verify.age_hours", n=hours) if hours < 48 else words.say("verify.age_days", n=hours // 24)


def _signed(words: CliWords, signature: CommitSignature) -> str:
    key = _VERDICTS[signature.verdict]
    if signature.verdict is Verdict.UNTRUSTED and not signature.signer:
        key = "verify.signed_untrusted_nobody"
    if signature.verdict is Verdict.BAD and not signature.key:
        key = "verify.signed_bad_nobody"
    said = words.say(
        key,
        kind=_KINDS.get(signature.kind, ""),
        signer=visible(signature.signer) or words.say("verify.unknown"),
        by=visible(signature.key) or words.say("verify.unknown"),
    )
    return words.say("verify.signature", said=said)


def _shown(words: CliWords, found: Verified, difference: Difference) -> Iterator[str]:
    say, where = words.say, difference.where
    key = "verify.published_status" if difference.status else _REASONS[difference.fault, difference.reason]
    said, again = (
        " ".join(visible(it) for it in (made.history, made.shallow_since[:12]) if it) or say("verify.unknown")
        for made in (found.said.made, found.again)
    )
    yield say(key, path=visible(difference.path), status=difference.status, said=said, again=again)
    if where is not None and where.line:
        yield f"    {say('verify.line', line=where.line, byte=where.byte)}"
        yield f"    {say('verify.is_published', text=visible(where.published))}"
        yield f"    {say('verify.is_rebuilt', text=visible(where.rebuilt))}"
    elif where is not None:
        yield f"    {say('verify.byte', byte=where.byte)}"


def _others(words: CliWords, found: Verified) -> Iterator[str]:
    shown = {it.path for it in found.differences[:_SHOWN]}
    paths = list(dict.fromkeys(it.path for it in found.differences if it.path not in shown))
    gone = {it.path: f" (HTTP {it.status})" for it in found.differences if it.status}
    if paths:
        yield words.say("verify.others", n=len(paths))
        yield from (f"    {visible(path)}{gone.get(path, '')}" for path in paths[:_MOST])
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
    if found.was_rebuilt:
        yield say("verify.same_cut" if found.lacks_history else "verify.same", n=served)
    else:
        yield say("verify.same_as_said", n=served)


def failed(words: CliWords, error: FetchFailed) -> Exception:
    """What did not come, in words."""
    values = {name: visible(value) for name, value in error.values.items()}
    values.setdefault("target", "…")
    message = words.say(_FAILED[error.reason], **values)
    return (UsageError if error.reason == "address" else SurroundingsError)(message)
