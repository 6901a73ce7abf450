"""Logical lines of a letter → lines that every mail reader shows whole.

A letter is written one logical line a line; what is longer than a mail's line is folded here, and only here. Where a
line may end is decided by the text itself, so a Japanese fact in an English letter is folded as Japanese:

1. never inside a word, an address, a number with its unit, a date with its time or a slot 〔…〕, however long;
2. at spaces, and in Japanese between phrases (文節) that do not cling to each other: この and what it points at, the
   halves of a verb (切り替える), family and given name;
3. inside a phrase only where the phrase is long, by the rules of 禁則 (JIS X 4051);
4. against 禁則 only where nothing else is left (a hundred ！ in a row).

Of all ways to fold, the one is taken whose lines are filled best as a whole (after D. E. Knuth and M. F. Plass,
"Breaking Paragraphs into Lines", 1981), so no letter ends in a line that holds 「す。」.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from typing import Final

from noroshi.model.frozen import frozen
from noroshi.wording.language import phrases

COLUMNS_JA: Final = 70
"""35 full-width characters: what Japanese business mail keeps to, and what still fits once it is quoted."""
COLUMNS: Final = 72

WEB_ADDRESS: Final = r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
"""Addresses in a text end at the first character that is none of RFC 3986: Japanese follows them without a space."""
MAIL_ADDRESS: Final = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}"

_SPACES = " \t\u3000"
_RULE = re.compile(r"\s{0,8}[─━―—=_*\-]{4,}")
_ADDRESS = re.compile(f"{WEB_ADDRESS}|{MAIL_ADDRESS}")

_UNITS = (
    "時間 分間 秒間 日間 週間 年間 か月 カ月 ヶ月 ヵ月 か所 カ所 営業日 パーセント ポイント "
    "年 月 日 時 分 秒 件 社 名 人 割 回 円 台 倍 段階 段 度 枚 本 個 点 通 歳 報 "
    "版 章 条 項 号 位 階 種類 種 週 万 億 千 兆 ％ ℃"
).replace(" ", "|")
_NUMBER = r"[0-9０-９]+(?:[,.:/，．：／][0-9０-９]+)*"
_CLOCK = "約?(?:午前|午後)?[0-9]{1,2}(?::[0-9]{2}|時(?!間)(?:[0-9]{1,2}分|半)?)頃?"
_WHOLE = re.compile(
    rf"""
      〔[^〔〕]{{1,30}}〕
    | (?:[0-9]{{4}}年)?[0-9]{{1,2}}月[0-9]{{1,2}}日(?:（[^（）]{{1,6}}）)?(?:[ ]?{_CLOCK})?(?:現在)?
    | [約第翌全計]?(?:{_NUMBER}(?:{_UNITS})?){{1,4}}(?:頃|目|半|台|以上|以下|以内|未満|前|後|中|分|ごと|現在)?
    """,
    re.VERBOSE,
)
"""What stays in one piece although its characters would let a line end between them."""

_KANJI = "[\u4e00-\u9fff々]"
_POINTS_AHEAD = re.compile(
    r"(?:[こそあ]の|(?<![なほけ])どの|(?<![ぁ-ん])ほかの|[次別他上下]の|[上下前後]記の|以下の|以上の|同じ|各|(?<![ぁ-ん])ある)$"
)
"""The end of a phrase that says nothing without the next one. (Not in などの, the end of a longer word.)"""
_STEM = re.compile(rf"{_KANJI}[ぁ-ん]?(?<!よ)[いきぎしじちひびみりえけげせねべめれ]$")
_VERB_GOES_ON = re.compile("[替換出込始続終直戻合返付切越上下入取掛回過消落抜残組離立集広忘止当違扱分外][ぁ-ん]")
"""切り|替える, 取り|出す, 送り|始める: the second halves of verbs, after the stem of the first."""
_BEFORE_A_SPACE = re.compile(rf"(?<!{_KANJI}){_KANJI}{{1,4}}[ \u3000]$")
_GIVEN_NAME = re.compile(rf"{_KANJI}{{1,4}}(?!{_KANJI})")
_ROLE = re.compile(r"[長員者係役部課室店様社任当]\s$")

_NO_START = frozenset(
    "、。，．・：；？！）」』】〉》〕］｝〙〗〟’”»ー－‐–〜～…‥％‰°℃ 々〻ゝゞヽヾ ｡､｣･ｰ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ".replace(" ", "")
)
_NO_START_IN_A_WORD = frozenset(",.!?:;)]}%")
_NO_END = frozenset("（「『【〈《〔［｛〘〖〝‘“«・￥＄＃№→｢")
_NO_END_IN_A_WORD = frozenset("([{$#")
_GLUE = frozenset("\u00a0\u202f\u2060\u200d\ufeff")
_CLOSES = frozenset("、。！？）」』】")
_QUOTES = {"「": "」", "『": "』", "（": "）", "(": ")"}
_LOOKS_LIKE_A_MARK = re.compile(r"[-*–■※] |[0-9]{1,2}[.)] |[(（][0-9]{1,2}[)）]")

_MARK = re.compile(
    r"(?:[・•※①-⑳]|[-*–](?= )|[（(][0-9０-９]{1,2}[)）]|[0-9]{1,2}[.)．](?=[ \u3000]))[ \u3000]*"
    r"|[0-9]{1,2}:[0-9]{2}頃?(?:\u3000+| {2,})"
)
_LABEL = re.compile(r"[^\s：、。]{1,12}：\u3000+|[^\s：、。]{1,8}：|(?:[^\s\u3000]| (?! )){1,24} {2,}")

# What an end of a line costs, in the measure of empty columns squared.
_A_LINE = 400
_NO_PAUSE = 40
_IN_A_QUOTE = 150
_IN_AN_ASIDE = 1500
_AFTER_A_NUMBER = 60
_LIKE_A_MARK = 600
_SHORT_LAST = 400
_TINY_LAST = 2000
_IN_A_PHRASE = 3000
_AGAINST_THE_RULES = 10**6
_TOO_LONG = 10**9


def fold(text: str, lang: str, columns: int = 0) -> str:
    """The text in lines of at most ``columns``; by default those of a mail, 70 in Japanese and 72 elsewhere.

    Full-width characters count two; in Japanese those of ambiguous width (UAX #11) as well. What must stay in one
    piece may be longer and then stands on a line of its own. Lines that fit, and rules (────), stay as they are but for
    spaces at their ends. Continuation lines keep the indent and hang under the text of a list mark or label.
    """
    measure = _measure(lang.split("-")[0].lower())
    measure = replace(measure, columns=columns) if columns else measure
    return "\n".join(folded for line in text.split("\n") for folded in _folded(line.rstrip(), measure))


def width_of(text: str, lang: str) -> int:
    """Columns of a text on one line."""
    return _measure(lang.split("-")[0].lower()).width(text)


@frozen
class _Measure:
    columns: int
    wide: frozenset[str]
    """Classes of UAX #11 that take two columns."""
    space: str
    """What fills two columns of an indent."""

    def width(self, text: str) -> int:
        return sum(self.of(character) for character in text)

    def of(self, character: str) -> int:
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            return 0
        return 2 if unicodedata.east_asian_width(character) in self.wide else 1

    def blank(self, columns: int) -> str:
        return self.space * (columns // 2) + " " * (columns % 2)


@cache
def _measure(language: str) -> _Measure:
    columns, space = (COLUMNS_JA, "\u3000") if language == "ja" else (COLUMNS, "  ")
    return _Measure(columns, frozenset("WFA" if language in ("ja", "zh", "ko") else "WF"), space)


def _folded(line: str, measure: _Measure) -> Iterator[str]:
    if measure.width(line) <= measure.columns or _RULE.fullmatch(line):
        yield line
        return
    body = line.lstrip(_SPACES)
    indent = line[: len(line) - len(body)]
    while measure.width(indent) > measure.columns // 2:
        indent = indent[:-1]
    hang = indent + measure.blank(_hang(body, measure.columns // 2 - measure.width(indent), measure))
    ends = _ends(body, measure, measure.columns - measure.width(hang))
    lead = indent
    for start, end in pairwise((0, *_best(body, ends, measure, measure.width(indent), measure.width(hang)))):
        yield lead + body[start:end].strip(_SPACES)
        lead = hang


def _hang(body: str, most: int, measure: _Measure) -> int:
    """How many columns further in than the first line the others begin."""
    found = _MARK.match(body)
    if not found and (found := _LABEL.match(body)):
        longest = max((measure.width(address) for address in _ADDRESS.findall(body)), default=0)
        most = min(most, measure.columns - longest)
    columns = measure.width(found.group()) if found else 0
    return columns if columns <= most else 0


@frozen
class _End:
    """A place where a line may end: before the character at ``at``."""

    at: int
    cost: int


def _ends(body: str, measure: _Measure, room: int) -> tuple[_End, ...]:
    """Every place that may be needed, first to last; the text's own end is the last one."""
    whole, quoted = _inside(_WHOLE.finditer(body)), _in_quotes(body, measure, room)
    at_addresses = {place for found in _ADDRESS.finditer(body) for place in found.span()}
    between = set(accumulate(len(phrase) for phrase in phrases(body, "ja"))) if not body.isascii() else set()
    between.update(at for at, character in enumerate(body) if character == "（")
    welcome: list[_End] = []
    possible: list[_End] = []
    refused: list[_End] = []
    before = ""
    for at in range(1, len(body)):
        after_space = body[at - 1] in _SPACES
        before = before if after_space else body[at - 1]
        if body[at] in _SPACES or at in whole or _is_glued(body, at):
            continue
        cost = (before not in _CLOSES) * _NO_PAUSE + quoted.get(at, 0)
        if _LOOKS_LIKE_A_MARK.match(body, at):
            cost += _LIKE_A_MARK
        if after_space and before.isdigit():
            cost += _AFTER_A_NUMBER
        if _is_against_the_rules(before, body[at], after_space):
            refused.append(_End(at, cost + _AGAINST_THE_RULES))
        elif (after_space or at in between or at in at_addresses) and not _clings(body, at):
            welcome.append(_End(at, cost))
        else:
            possible.append(_End(at, cost + _IN_A_PHRASE))
    text_end = _End(len(body), 0)
    ends = _with_more(body, (*welcome, text_end), possible, measure, room // 2)
    return _with_more(body, ends, refused, measure, room)


def _with_more(body: str, ends: Sequence[_End], more: Sequence[_End], measure: _Measure, room: int) -> tuple[_End, ...]:
    """``ends``, and those of ``more`` that lie in a stretch wider than ``room``."""
    taken = list(ends)
    start = 0
    for end in ends:
        if measure.width(body[start : end.at]) > room:
            taken.extend(other for other in more if start < other.at < end.at)
        start = end.at
    return tuple(sorted(taken, key=lambda end: end.at))


def _inside(found: Iterator[re.Match[str]]) -> set[int]:
    return {at for match in found for at in range(match.start() + 1, match.end())}


def _in_quotes(body: str, measure: _Measure, room: int) -> dict[int, int]:
    """What it costs to end a line inside 「…」 or （…） that could stay together.

    An aside that fits into a line should rather begin one.
    """
    inside: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    for at, character in enumerate(body):
        if character in _QUOTES:
            opened.append((_QUOTES[character], at))
        elif opened and character == opened[-1][0]:
            _, start = opened.pop()
            if at - start > room or (width := measure.width(body[start : at + 1])) > room:
                continue
            is_aside = character == "）"
            if is_aside or width <= measure.columns // 2:
                cost = _IN_AN_ASIDE if is_aside else _IN_A_QUOTE
                inside.update((place, max(cost, inside.get(place, 0))) for place in range(start + 1, at + 1))
    return inside


def _clings(body: str, at: int) -> bool:
    """Whether the phrase before ``at`` leans on the next one: a line ends there only where the two are long."""
    before = body[max(0, at - 8) : at]
    if _POINTS_AHEAD.search(before) or body.startswith("（注", at):
        return True
    if body[at - 1] in _SPACES:
        is_name = _BEFORE_A_SPACE.search(before) and not _ROLE.search(before)
        return bool(is_name and _GIVEN_NAME.match(body, at))
    return bool(_STEM.search(before) and _VERB_GOES_ON.match(body, at))


def _is_glued(body: str, at: int) -> bool:
    """Whether nothing may ever part the two characters: a word of narrow letters, or what makes one sign."""
    before, after = body[at - 1], body[at]
    if before in _GLUE or after in _GLUE or unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf"):
        return True
    return before not in _SPACES and not _is_wide(before) and not _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F") or "\uff61" <= character <= "\uff9f"


def _is_against_the_rules(before: str, after: str, after_space: bool) -> bool:
    if before in _NO_END or after in _NO_START:
        return True
    return not after_space and (before in _NO_END_IN_A_WORD or after in _NO_START_IN_A_WORD)


def _best(body: str, ends: Sequence[_End], measure: _Measure, first: int, hang: int) -> tuple[int, ...]:
    """Where the lines end when they are filled best as a whole; the last one is the text's end."""
    widths = (0, *accumulate(measure.of(character) for character in body))
    starts = (0, *(end.at for end in ends))
    shown = [widths[_without_spaces(body, end.at)] for end in ends]
    costs = [0, *(_TOO_LONG * len(body) for _ in ends)]
    came_from = [0] * len(starts)
    for begin, start in enumerate(starts[:-1]):
        lead = hang if begin else first
        for end in range(begin + 1, len(starts)):
            empty = measure.columns - lead - (shown[end - 1] - widths[start])
            if empty < 0 and end > begin + 1:
                break
            cost = costs[begin] + _A_LINE
            if empty < 0:
                cost += _TOO_LONG
            elif end == len(starts) - 1:
                cost += _last_cost(shown[end - 1] - widths[start])
            else:
                cost += empty**2
            cost += ends[end - 1].cost
            if cost < costs[end]:
                costs[end], came_from[end] = cost, begin
    lines: list[int] = []
    at = len(starts) - 1
    while at:
        lines.append(starts[at])
        at = came_from[at]
    return tuple(reversed(lines))


def _without_spaces(body: str, at: int) -> int:
    """Where that which a line shows ends, if the line ends before ``at``."""
    while at and body[at - 1] in _SPACES:
        at -= 1
    return at


def _last_cost(width: int) -> int:
    if width <= 4:
        return _TINY_LAST
    return _SHORT_LAST if width <= 10 else 0
