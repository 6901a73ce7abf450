"""A file that was just written → what customers will see of it: the page's words, the letter's subject, the SMS."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.console import tell
from noroshi.app.content import Checked, contexts_of
from noroshi.app.letter_faults import told_failures
from noroshi.app.letter_outputs import Desk, Written, desk, written
from noroshi.app.problem_words import visible
from noroshi.app.settings import Settings, UsageError
from noroshi.model.course import Course
from noroshi.model.letters import Letter
from noroshi.source.new_files import NewFile
from noroshi.views.answers import answers
from noroshi.views.context import Context
from noroshi.views.entries import entry_row
from noroshi.views.facts import incident_facts
from noroshi.views.incident_page import summary_sentence
from noroshi.views.pieces import plain
from noroshi.views.short import short_view
from noroshi.wording.sms import sms_length


def tell_outcome(settings: Settings, result: Checked, made: NewFile) -> None:
    """Say it, in the site's first language; of the others the subjects alone."""
    site = result.content.site
    if settings.quiet or site is None or result.theme is None or not result.is_publishable:
        return
    now, _ = settings.moment(site.demonstration, site.zone)
    contexts = contexts_of(site, result, now, drills=False)
    known = contexts[0].archive.by_id.get(made.incident)
    if known is None or made.stem not in known.told_ids:
        tell(settings, settings.words.say("writing.not_shown"))
        return
    lines = [settings.words.say("writing.customers_see"), *(f"  {line}" for line in _page(contexts[0], known))]
    try:
        with told_failures(settings):
            letters = desk(settings.root, contexts, result.theme)
            lines += _letters(settings, letters, known, made.stem)
    except UsageError as error:
        # The file is written and the page is right: what stops letters is told, and stops nothing here.
        lines.append(str(error))
    tell(settings, "\n".join(map(visible, lines)))


def _page(context: Context, known: Course) -> Iterator[str]:
    row = entry_row(context, known)
    yield f"[{row.sign.word}] {row.title.text}"
    yield plain(summary_sentence(context, known))
    rows = answers(context, known) if known.is_open else ()
    said = frozenset(item.key for item in rows)
    for item in (*rows, *incident_facts(context, known, services=True, said=said)):
        yield f"{item.label}: {plain(item.value)}"


def _letters(settings: Settings, letters: Desk, known: Course, update: str) -> Iterator[str]:
    say = settings.words.say

    def of_update(letter: Letter) -> bool:
        return letter.update_id == update

    for context in letters.contexts:
        item = next(iter(written(letters, known, context, of_update)), None)
        if item is None:
            yield say("writing.no_letter", language=context.tag)
            continue
        yield say(
            "writing.letter", language=context.tag, subject=item.letter.subject.removeprefix(item.view.not_ready_mark)
        )
        yield f"  {_sms(settings, context, item)}"
        if item.letter.not_ready:
            missing = ", ".join(item.letter.not_ready)
            yield "  " + say("writing.not_ready", missing=missing, target=f"{known.id}/{update}")


def _sms(settings: Settings, context: Context, item: Written) -> str:
    # The mark of a letter that is not ready is never sent.
    text = short_view(context, item.view).sms.removeprefix(item.view.not_ready_mark)
    length = sms_length(text)
    return settings.words.say("writing.sms", units=length.units, limit=length.limit, text=text)
