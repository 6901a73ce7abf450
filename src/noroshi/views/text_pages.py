"""The site's own texts → ``/about/``, further pages, ``/404.html`` and former addresses."""

from __future__ import annotations

from dataclasses import replace

from noroshi.model.site import Page
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.frames import frame
from noroshi.views.pages import NotFoundMessage, NotFoundView, RedirectView, StateMeaning, TextView
from noroshi.views.pieces import Run
from noroshi.views.signs import state_sign
from noroshi.views.strips import method


def about_view(context: Context) -> TextView:
    """``/about/``: the site's ``pages/about.md``, then what the states mean and how they count."""
    page = next((item for item in context.site.pages if item.id == "about"), None)
    heading = context.say("about.heading")
    view = _text(context, page, "/about/") if page else None
    legend = tuple(
        StateMeaning(
            state_sign(context, state),
            context.say(f"meaning.{state.value}"),
            f"{context.site.weights.get(state, 0) * 100:g}%",
        )
        for state in State
    )
    if view is None:
        view = TextView(
            frame=frame(context, "/about/", title=heading, description=context.say("about.lead")),
            heading=context.own_heading(heading),
            body=None,
            translation_note="",
            legend=(),
            method="",
        )
    return replace(view, legend=legend, method=method(context))


def page_view(context: Context, page: Page) -> TextView:
    """A page of ``site_src/pages/``, or of the handbook."""
    view = _text(context, page, f"/{page.id}/")
    if not page.handbook:
        return view
    by_id = {item.id: item for item in context.site.pages}
    return replace(
        view,
        contents=_contents(context, page),
        book=_link(context, by_id.get(page.handbook)) if page.id != page.handbook else None,
        before=_link(context, by_id.get(page.before)),
        after=_link(context, by_id.get(page.after)),
    )


def _link(context: Context, page: Page | None) -> Run | None:
    if page is None:
        return None
    return replace(context.text(page.title), path=context.path(f"/{page.id}/"))


def _contents(context: Context, page: Page) -> tuple[Run, ...]:
    """One heading alone leads nowhere that the page's own title does not."""
    _, lang = page.body.said(context.tag)
    said = dict(page.contents).get(lang, ())
    foreign = lang if lang != context.tag else ""
    return tuple(Run(words, path=f"#{name}", lang=foreign) for name, words in said) if len(said) > 1 else ()


def _text(context: Context, page: Page, rest: str) -> TextView:
    prose, lang = page.body.said(context.tag)
    heading = context.heading(page.title)
    foreign = heading.lang or (lang != context.tag and not prose.is_empty)
    return TextView(
        frame=frame(context, rest, title=heading.text, description=prose.plain),
        heading=heading,
        body=context.body(page.body),
        translation_note=context.say("note.untranslated") if foreign else "",
        legend=(),
        method="",
    )


def left_out_view(context: Context, incident_id: str) -> TextView:
    """The address of an incident that had to be left out: it says so instead of being gone."""
    heading = context.say("left_out.heading")
    text = context.say("left_out.text")
    return TextView(
        frame=frame(context, f"/incidents/{incident_id}/", title=heading, description=text, no_index=True),
        heading=context.own_heading(heading),
        body=None,
        translation_note=text,
        legend=(),
        method="",
    )


def not_found_view(contexts: tuple[Context, ...]) -> NotFoundView:
    """``/404.html``: one page for every language, since nobody knows the reader's."""
    first = contexts[0]
    messages = tuple(
        NotFoundMessage(
            lang=context.tag,
            heading=context.say("not_found.heading"),
            text=context.say("not_found.text"),
            links=(
                Run(context.say("not_found.home"), path=context.path("/")),
                Run(context.say("not_found.history"), path=context.path("/history/")),
            ),
        )
        for context in contexts
    )
    page = frame(
        first,
        "/404.html",
        title=first.say("not_found.heading"),
        description=first.say("not_found.text"),
        no_index=True,
        everywhere=False,
    )
    return NotFoundView(page, messages)


def redirect_view(context: Context, rest: str, target: str) -> RedirectView:
    """A former address ``rest`` that leads to ``target``; both without the language's prefix."""
    path = context.path(target)
    url = context.url(path)
    page = frame(
        context,
        rest,
        title=context.say("redirect.heading"),
        description=context.say("redirect.heading"),
        no_index=True,
        everywhere=False,
        url=url,
    )
    return RedirectView(
        frame=page,
        target_path=path,
        target_url=url,
        sentence=context.say("redirect.sentence"),
    )
