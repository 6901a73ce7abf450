"""Two texts of a language → what was removed, added and kept between them, in words, as a person would mark it.

Lines are compared first, words within the lines that differ. What is left equal between two changes, and is too short
to be read for itself (a particle, a comma), becomes part of the change; what stays the same for long is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from typing import Final, TypeVar
from unicodedata import category, east_asian_width

from noroshi.model.frozen import frozen
from noroshi.wording.language import phrases

_MOST_LINES: Final = 600
_MOST_WORDS: Final = 800
"""Of one side. What is longer is not compared in detail, so that no text can hold up a build."""
_MOST_STEPS: Final = 20_000_000
"""Of a whole comparison at worst: half a second."""
_SHORT: Final = 24
"""Columns (a Japanese character takes two) up to which equal words may become part of the changes around them."""
_LIKE: Final = 0.25
"""Lines of which less than this share stays are shown as replaced."""
_AROUND: Final = 80
"""Columns of what was kept that are shown beside a change."""


@frozen
class Stretch:
    """A stretch of the comparison; those of a change stand in the order removed, added."""

    kind: str
    """kept · removed · added · elided"""
    text: str
    """As written, with its line breaks; empty where it was left out (``elided``)."""


@frozen(slots=True)
class _Word:
    text: str
    space: str
    """What separates it from the next; not compared."""


@frozen(slots=True)
class _Part:
    """A change, or words that were kept: then ``old`` and ``new`` are the same but for their spaces."""

    is_change: bool
    old: tuple[_Word, ...]
    new: tuple[_Word, ...]

    def with_(self, after: _Part) -> _Part:
        """Both as one of this kind."""
        return _Part(self.is_change or after.is_change, self.old + after.old, self.new + after.new)


_Item = TypeVar("_Item")


def difference(old: str, new: str, lang: str) -> tuple[Stretch, ...]:
    """From ``old`` to ``new``, both in ``lang``; without a change, nothing. Differences of space alone are none."""
    parts = _merged(_parts(_words(old, lang), _words(new, lang)))
    if not any(part.is_change for part in parts):
        return ()
    return tuple(_stretches(parts))


# Text → words.


def _words(text: str, lang: str) -> tuple[_Word, ...]:
    found: list[_Word] = []
    for line in text.splitlines(keepends=True):
        for phrase in phrases(line, lang):
            for piece in _pieces(phrase, lang):
                if not piece.isspace():
                    found.append(_Word(piece, ""))
                else:
                    last = found.pop() if found else _Word("", "")
                    found.append(_Word(last.text, last.space + piece))
    return tuple(found)


def _pieces(text: str, lang: str) -> Iterator[str]:
    """Runs of letters and digits, of spaces, of Kanji, Hiragana, Katakana; every other sign alone."""
    start, kind = 0, ""
    alone = lang.partition("-")[0].lower() == "zh"
    for place, sign in enumerate(text):
        here = _kind(sign)
        if here == "mark" or (here == kind and here != "sign" and not (alone and here == "han")):
            continue
        if here == "sign" and kind == "word" and sign in _JOINING and _kind(text[place + 1 : place + 2]) == "word":
            continue
        if place:
            yield text[start:place]
        start, kind = place, here
    if text:
        yield text[start:]


_JOINING: Final = ".:,/-'’@_"
"""Between two letters or digits they are part of the word: 15:30, e-mail, example.com."""


@cache
def _kind(sign: str) -> str:
    if not sign or sign.isspace():
        return "space"
    if category(sign) in ("Mn", "Mc", "Me", "Cf"):
        return "mark"
    if "\u3041" <= sign <= "\u309f":
        return "hiragana"
    if "\u30a1" <= sign <= "\u30ff" or "\uff66" <= sign <= "\uff9f":
        return "katakana"
    if "\u3400" <= sign <= "\u9fff" or sign in "々〆〇" or sign >= "\U00020000":
        return "han"
    return "word" if sign.isalnum() else "sign"


# Words → what became of them.


def _parts(old: tuple[_Word, ...], new: tuple[_Word, ...]) -> Iterator[_Part]:
    before, after = _lines(old), _lines(new)
    effort = _Effort()
    if max(len(before), len(after)) > _MOST_LINES or not effort.suffices(*(_texts(it) for it in (before, after))):
        yield _Part(True, old, new)
        return
    for equal, was, now in _compared(before, after, _text):
        if equal:
            yield _Part(False, _joined(was), _joined(now))
        else:
            yield from _changed(was, now, effort)


def _changed(was: Sequence[tuple[_Word, ...]], now: Sequence[tuple[_Word, ...]], effort: _Effort) -> Iterator[_Part]:
    """Lines that differ: word by word, all together or, where that is too much, each with its own."""
    gone, come = _joined(was), _joined(now)
    if not gone or not come:
        yield _Part(True, gone, come)
    elif max(len(gone), len(come)) <= _MOST_WORDS and effort.suffices(
        [word.text for word in gone], [word.text for word in come]
    ):
        yield from _within(gone, come)
    elif len(was) == len(now) > 1:
        for one, other in zip(was, now, strict=True):
            yield from _changed((one,), (other,), effort)
    else:
        yield _Part(True, gone, come)


class _Effort:
    """What one comparison may cost: signs that stand there again and again (the bars of a table) are compared each
    with each, once for every stretch that is equal."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    def suffices(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Whether these may be compared too."""
        counted = Counter(new)
        cost = sum(counted[item] for item in old) * min(len(old), len(new))
        if cost > self._left:
            return False
        self._left -= cost
        return True


def _text(line: tuple[_Word, ...]) -> tuple[str, ...]:
    return tuple(word.text for word in line)


def _texts(lines: Sequence[tuple[_Word, ...]]) -> list[tuple[str, ...]]:
    return [_text(line) for line in lines]


def _joined(lines: Iterable[tuple[_Word, ...]]) -> tuple[_Word, ...]:
    return tuple(chain.from_iterable(lines))


def _within(old: tuple[_Word, ...], new: tuple[_Word, ...]) -> list[_Part]:
    found = [_Part(not equal, was, now) for equal, was, now in _compared(old, new, lambda word: word.text)]
    parts = _merged(found)
    kept = sum(_width(part.new) for part in parts if not part.is_change)
    return parts if kept >= _LIKE * max(_width(old), _width(new)) else [_Part(True, old, new)]


def _lines(words: tuple[_Word, ...]) -> list[tuple[_Word, ...]]:
    found: list[tuple[_Word, ...]] = []
    start = 0
    for place, word in enumerate(words, start=1):
        if "\n" in word.space or place == len(words):
            found.append(words[start:place])
            start = place
    return found


def _compared(
    old: Sequence[_Item], new: Sequence[_Item], key: Callable[[_Item], Hashable]
) -> Iterator[tuple[bool, tuple[_Item, ...], tuple[_Item, ...]]]:
    matcher = SequenceMatcher(None, [key(it) for it in old], [key(it) for it in new], autojunk=False)
    for name, first, last, from_, to in matcher.get_opcodes():
        yield name == "equal", tuple(old[first:last]), tuple(new[from_:to])


def _merged(parts: Iterable[_Part]) -> list[_Part]:
    """Neighbouring parts of a kind as one; what is equal and too short to stand alone becomes part of the changes."""
    found: list[_Part] = []
    for part in parts:
        if found and found[-1].is_change == part.is_change:
            found[-1] = found[-1].with_(part)
        elif len(found) > 1 and part.is_change and _is_too_short(found[-1], found[-2], part):
            between = found.pop()
            found[-1] = found[-1].with_(between).with_(part)
        else:
            found.append(part)
    return found


def _is_too_short(kept: _Part, before: _Part, after: _Part) -> bool:
    if any("\n" in word.space for word in kept.new):
        return False
    if len(kept.new) == 1 and _width(kept.new) <= 3:
        return True
    # The rule of diff-match-patch: nobody reads a few words between two changes that are longer than they.
    around = (max(_width(part.old), _width(part.new)) for part in (before, after))
    return _width(kept.new) <= min(_SHORT, *around)


def _width(words: Iterable[_Word]) -> int:
    """Columns without spaces; punctuation counts for nothing."""
    signs = (sign for word in words for sign in word.text if _kind(sign) != "sign")
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in signs)


# What became of them → what is shown.


def _stretches(parts: list[_Part]) -> Iterator[Stretch]:
    for place, part in enumerate(parts):
        if not part.is_change:
            yield from _kept(part, is_first=place == 0, is_last=place == len(parts) - 1)
            continue
        old, new = _written(part.old), _written(part.new)
        if old.strip():
            yield Stretch("removed", old.rstrip())
        if new.strip():
            yield Stretch("added", new.rstrip())
        # The space after a change is nobody's: struck out or underlined it would look like a change of its own.
        shown = new or old
        if space := shown[len(shown.rstrip()) :]:
            yield Stretch("kept", space)


def _kept(part: _Part, *, is_first: bool, is_last: bool) -> Iterator[Stretch]:
    words = part.new
    before = 0 if is_first else _place(words, 1)
    after = len(words) if is_last else len(words) - _place(words, -1)
    head, tail = words[:before], words[after:]
    if before < after and _width(words[before:after]) >= _AROUND / 2:
        if head:
            yield Stretch("kept", _written(head))
        yield Stretch("elided", "")
        if tail:
            # A line begins anew after what was left out.
            start = "\n" if "\n" in words[after - 1].space else ""
            yield Stretch("kept", start + _written(tail, part.old[-1].space))
        return
    yield Stretch("kept", _written(words, "" if is_last else part.old[-1].space))


def _place(words: tuple[_Word, ...], step: int) -> int:
    """How many words beside a change are shown: up to the end of the line, at most ``_AROUND`` columns."""
    columns = count = 0
    for word in words[::step]:
        columns += _width((word,))
        if columns > _AROUND or (step < 0 and "\n" in word.space and count):
            break
        count += 1
        if step > 0 and "\n" in word.space:
            break
    return count


def _written(words: Iterable[_Word], last_space: str = "") -> str:
    text = "".join(word.text + word.space for word in words)
    # Before a change, words must not run into it though in the new text nothing followed them.
    return text + last_space if last_space and text == text.rstrip() else text
