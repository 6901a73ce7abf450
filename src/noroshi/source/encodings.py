"""Bytes that are not UTF-8 → the name of what they look like. A guess to be told, never to be read by."""

from __future__ import annotations

import re
import shlex

_ICONV = {
    "UTF-16 LE": "UTF-16LE",
    "UTF-16 BE": "UTF-16BE",
    "UTF-32 LE": "UTF-32LE",
    "UTF-32 BE": "UTF-32BE",
    "Shift_JIS": "CP932",  # with the signs that Windows adds, such as ①
    "Latin-1": "CP1252",
}
"""What iconv calls them."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
_SAMPLE = 65536
_COMMON_ROWS = frozenset((0xA1, 0xA3, 0xA4, 0xA5, *range(0xB0, 0xD0)))
"""Lead bytes in EUC-JP of punctuation, full-width letters, kana and everyday kanji (JIS X 0208, level 1)."""


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
    shares = {name: _share(sample, codec) for name, codec in (("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"))}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= 0.5 else "Latin-1"


def _share(sample: bytes, codec: str) -> float:
    """How much of ``sample``, beside ASCII, is everyday Japanese in ``codec``; 0 where it cannot be that at all."""
    text = sample.decode(codec, "replace")
    if text.rstrip("\ufffd").count("\ufffd"):
        return 0
    foreign = [sign for sign in text if sign > "\x7f"]
    return sum(map(_is_common, foreign)) / len(foreign) if foreign else 0


def _is_common(sign: str) -> bool:
    written = sign.encode("euc_jp", "replace")
    return len(written) == 2 and written[0] in _COMMON_ROWS


def command_for(encoding: str, path: str) -> str:
    """What to type in a shell to make the file at ``path`` UTF-8."""
    file = shlex.quote(path)
    new = shlex.quote(f"{path}.utf8")
    return f"iconv -f {_ICONV.get(encoding, encoding)} -t UTF-8 {file} > {new} && mv {new} {file}"
