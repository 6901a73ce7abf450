"""Bytes that are not UTF-8 → the name of what they look like. A guess to be told, never to be read by."""

from __future__ import annotations

import re

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
_SAMPLE = 65536


def looks_like(content: bytes) -> str | None:
    """The encoding's usual name, or None where ``content`` is UTF-8 without a word about it."""
    for mark, name in (
        (b"\xff\xfe\x00\x00", "UTF-32 LE"),
        (b"\x00\x00\xfe\xff", "UTF-32 BE"),
        (b"\xff\xfe", "UTF-16 LE"),
        (b"\xfe\xff", "UTF-16 BE"),
    ):
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    zeros = sample.count(0)
    if zeros * 10 >= len(sample) > 3:
        # The ASCII half of UTF-16, of which every front matter has some: zeros nearly all on one side.
        even = sample[0::2].count(0)
        if not zeros // 4 < even < zeros - zeros // 4:
            return "UTF-16 BE" if even > zeros // 2 else "UTF-16 LE"
    if _ISO_2022_JP.search(sample):
        return "ISO-2022-JP"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bit(sample)
    return None


def _eight_bit(sample: bytes) -> str:
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    # In Latin-1 an accented letter stands alone between ASCII ones; Japanese comes in pairs and longer.
    if sum(1 for run in runs if run == 1) * 2 > len(runs):
        return "Latin-1"
    scores = {name: _score(sample, codec) for name, codec in (("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"))}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else "Latin-1"


def _score(sample: bytes, codec: str) -> float:
    """How much ``sample`` reads like Japanese in ``codec``; 0 where it cannot be that at all."""
    text = sample.decode(codec, "replace")
    if text.rstrip("\ufffd").count("\ufffd"):
        return 0
    foreign = [sign for sign in text if sign > "\x7f"]
    kana, half = len(_KANA.findall(text)), len(_HALF_WIDTH_KANA.findall(text))
    return (1 + 2 * kana + len(foreign) - 3 * half) / (1 + len(foreign)) if foreign else 0
