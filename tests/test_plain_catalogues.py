"""Catalogues that are read past Babel's reader say what it reads in them, and what is not plain is left to it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from noroshi.wording.catalogue import messages_of
from noroshi.wording.po_plain import plain_messages

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


CATALOGUES = sorted(Path(str(files("noroshi.wording"))).glob("catalogues/*.po"))


@pytest.mark.parametrize("lang", [path.stem for path in CATALOGUES])
def test_our_own_catalogues_are_plain_and_read_as_babel_reads_them(lang: str) -> None:
    content = (files("noroshi.wording") / "catalogues" / f"{lang}.po").read_bytes()

    assert plain_messages(content.decode()) == messages_of(content)


@pytest.mark.parametrize(
    "written",
    [
        'msgid "status.resolved"\nmsgstr "復旧"\n',
        '# of states\n#. beside the title\nmsgid "a"\nmsgstr "正常"\n\n\nmsgid "b"\nmsgstr ""\n',
        'msgid "a"\nmsgstr "two\\nlines, a \\"word\\", a \\\\ and a\\ttab"\n',
        'msgid "a"\nmsgstr ""\n"one line, "\n"then another\\n"\n',
        'msgid "n"\nmsgid_plural "n.many"\nmsgstr[0] "{n} service"\nmsgstr[1] "{n} services"\n',
    ],
)
def test_what_is_written_plainly_is_read_as_babel_reads_it(written: str) -> None:
    text = HEAD + "\n" + written

    assert plain_messages(text) == messages_of(text.encode())


@pytest.mark.parametrize(
    "written",
    [
        'msgctxt "page"\nmsgid "a"\nmsgstr "正常"\n',
        '#, fuzzy\nmsgid "a"\nmsgstr "正常"\n',
        '#~ msgid "a"\n#~ msgstr "正常"\n',
        '#| msgid "b"\nmsgid "a"\nmsgstr "正常"\n',
        'msgid "a"\n"b"\nmsgstr "正常"\n',
        'msgid "a"\nmsgstr "正常"\n\nmsgid "a"\nmsgstr "異常"\n',
        'msgid "n"\nmsgid_plural "n.many"\nmsgstr[1] "services"\nmsgstr[0] "service"\n',
        'msgid "a"\nmsgstr "a \\x41"\n',
        'msgid "a"\nmsgstr "正常\n',
        'msgid "a"\nmsgstr "正" "常"\n',
        'msgstr "正常"\n',
        '  msgid "a"\n  msgstr "正常"\n',
    ],
)
def test_what_is_not_plain_is_left_to_babel(written: str) -> None:
    assert plain_messages(HEAD + "\n" + written) is None
