"""Nothing a writer types anywhere in a site can hurt a reader: the published files, judged as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from injections import Attempt, attempts, parsed
from machine_judge import machine_faults
from page_judge import faults
from small_site import FILES, noroshi, published, serving, write, write_small_site

from noroshi.render.csp import hash_source

ATTEMPTS = attempts()
SAMPLE = tuple(ATTEMPTS[number] for number in range(0, len(ATTEMPTS), 12))
"""Some of every class, where an attempt needs a site of its own."""

ALIASES = ATTEMPTS[::3]


def quoted(text: str) -> str:
    """A YAML text in double quotes; JSON is such a text."""
    return json.dumps(text, ensure_ascii=False)


def toml(text: str) -> str:
    """A TOML text in double quotes."""
    return re.sub("[\x7f-\x9f]", lambda sign: f"\\u{ord(sign.group()):04X}", json.dumps(text, ensure_ascii=False))


def one_line(attempt: Attempt) -> str:
    """The attempt where a line is asked for."""
    return " ".join(attempt.text.split("\n"))


@dataclass(frozen=True)
class Built:
    """A published site, and what was refused on the way."""

    site: Path
    problems: tuple[Mapping[str, Any], ...]
    policy: str
    """Every style that a page may have is named in it: that of the theme, and no other."""

    @property
    def refused(self) -> set[str]:
        """Files with errors."""
        return {row["file"] for row in self.problems if row["severity"] == "error"}

    def page(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")


def built(root: Path, *, letters: bool = True) -> Built:
    """Build everything that is not refused; nobody judges ``letters`` here, they only have to be made."""
    checked = noroshi(root, "check", "--format", "json")
    problems = tuple(json.loads(checked.out))
    if letters:
        status = noroshi(root, "build", "--keep-going", "--drills").status
    else:
        status = published(root, keep_going=True, drills=True)
    assert status == (4 if checked.status else 0)
    site = root / "_site"
    policy = re.search(r"Content-Security-Policy: (.*)", (site / "_headers").read_text(encoding="utf-8"))
    assert policy is not None
    return Built(site, problems, policy.group(1))


# ---- sites, each full of attempts


def titles(root: Path) -> None:
    """An entry for each attempt: its title, what is only in one place of an entry, and its translation."""
    write_small_site(root, {path: text for path, text in FILES.items() if path.startswith("site_src/")})
    for number, attempt in enumerate(ATTEMPTS):
        line = quoted(one_line(attempt))
        text = f"""---
title: {line}
kind: correction
at: 2026-11-01 10:00
mistake: {line}
right: {line}
corrects: {{subject: {line}, sent_at: 2026-10-31, from: {line}, to: {line}}}
contact: {{name: {line}, responsible: {line}, phone: {line}, hours: {line}}}
services: {{labels: degraded_performance}}
---
![{one_line(attempt).replace("]", "")}](graph.png "{one_line(attempt)}")
"""
        folder = f"incidents/n-{number}"
        write(root, f"{folder}/incident.md", text.replace("services: {labels: degraded_performance}\n", ""))
        (root / folder / "graph.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        if number % 3 == 0:
            write(root, f"{folder}/incident.en.md", f"---\ntitle: {line}\nmistake: {line}\n---\n{attempt.text}\n")
        if number % 3 == 1:
            write(root, f"{folder}/02.md", f"---\nat: 2026-11-02 10:00\nwithdrawn: {line}\n---\n{attempt.text}\n")


def updates(root: Path) -> None:
    """Many updates in few incidents: each attempt in every fact of an update, in its body and its translation."""
    write_small_site(root, {path: text for path, text in FILES.items() if path.startswith("site_src/")})
    names = ("scope", "unaffected", "data", "cause", "actions", "workaround", "request")
    for start in range(0, len(ATTEMPTS), 24):
        folder = f"incidents/u-{start:03}"
        write(root, f"{folder}/incident.md", "---\ntitle: 試み\nat: 2026-11-01 10:00\nservices: tracking\n---\n始め\n")
        for number, attempt in enumerate(ATTEMPTS[start : start + 24]):
            line = quoted(one_line(attempt))
            # Each in every third place, and in each place every third: all are printed by the same few macros.
            place = count(number)
            some = [line if next(place) % 3 == 0 else "一行" for _ in range(21)]
            facts = "".join(f"{name}: {some.pop()}\n" for name in names)
            tables = f"""\
suspended: {{reason: {some.pop()}}}
personal_data: {{items: {some.pop()}, not_included: {some.pop()}, subjects: {some.pop()}, other: {line},
  secondary_damage: {{state: checking, text: {some.pop()}}}, reported_to: [{{to: {some.pop()}}}]}}
data_recovery: {{duration: {{from: {some.pop()}, to: {line}}}, basis: {some.pop()}, assumptions: {some.pop()},
  extra: {some.pop()}, risks: [{{what: {some.pop()}, likelihood: {line}, effect: {line}}}], stage: {some.pop()},
  lost: {some.pop()}, next: {some.pop()}}}
"""
            edited = f"edited: {{at: 2026-11-03 10:00, why: {line}}}\n"
            at = f"at: 2026-11-01 {11 + number // 60}:{number % 60:02}\n"
            body = f"{attempt.text}\n"
            write(root, f"{folder}/{number:03}-x.md", f"---\n{at}{facts}{tables}{edited}---\n{body}")
            if number % 2:
                translated = "".join(f"{name}: {line}\n" for name in names)
                write(root, f"{folder}/{number:03}-x.en.md", f"---\n{translated}---\n{body}")


def reports(root: Path) -> None:
    """Reports with measures and questions, and notices on continuity."""
    write_small_site(root, {path: text for path, text in FILES.items() if path.startswith("site_src/")})
    for start in range(0, len(ATTEMPTS), 10):
        some = ATTEMPTS[start : start + 10]
        lines = [quoted(one_line(attempt)) for attempt in some]
        line = lines[0]
        ended = "status: resolved\nbegan_at: 2026-11-01 08:00\nended_at: 2026-11-01 09:00\n"
        first = f"---\ntitle: 報告\nat: 2026-11-01 10:00\n{ended}services: tracking\n---\n終わりました。\n"
        measures = "".join(
            f"  m-{number}: {{what: {it}, owner: {it}, due: 2026-12-01}}\n" for number, it in enumerate(lines)
        )
        faq = "".join(f"  - {{question: {it}, answer: {it}}}\n" for it in lines)
        account = f"cause: {line}\nwhy_not_prevented: {line}\nwhy_so_long: {line}\ncredit: {line}\n"
        filed = f"document: {{number: {line}, version: {line}, author: {line}}}\n"
        briefing = f"briefing: {{where: {line}, reply_by: 2026-12-01}}\n"
        keys = f"{account}{filed}{briefing}measures:\n{measures}faq:\n{faq}"
        folder = f"incidents/r-{start:03}"
        write(root, f"{folder}/incident.md", first)
        write(root, f"{folder}/report.md", f"---\nat: 2026-11-05 10:00\n{keys}---\n{some[-1].text}\n")
        done = "state: done, done_on: 2026-11-10"
        changed = "".join(f"  m-{number}: {{{done}, reason: {it}}}\n" for number, it in enumerate(lines))
        write(root, f"{folder}/02.md", f"---\nat: 2026-11-10 10:00\nmeasures:\n{changed}---\n進みました。\n")
        texts = f"changes: {line}, why: {line}, effect: {line}, risks: {line}"
        plan = f"title: 継続計画\nkind: continuity\nat: 2026-11-01 10:00\ncontinuity: {{event: reviewed, {texts}}}\n"
        write(root, f"incidents/c-{start:03}/incident.md", f"---\n{plan}---\n本文\n")
        write(root, f"incidents/w-{start:03}/incident.md", f"---\n{plan}withdrawn: {line}\n---\n本文\n")


def addresses(root: Path) -> None:
    """Attempts as former addresses and titles of pages, and every one in the glossary as a term and as its meaning."""
    write_small_site(root)
    for number, attempt in enumerate(ALIASES):
        line = quoted(one_line(attempt))
        aliases = f"aliases: [{line}, {quoted('/old/' + one_line(attempt))}]\n"
        text = f"---\ntitle: 住所\nkind: announcement\nat: 2026-11-01 10:00\n{aliases}---\n本文\n"
        write(root, f"incidents/a-{number}/incident.md", text)
    for number, attempt in enumerate(SAMPLE):
        title = quoted(one_line(attempt))
        write(root, f"site_src/pages/p-{number}.md", f"---\ntitle: {title}\nnav: true\n---\n{attempt.text}\n")
    terms, text = [], []
    for number, attempt in enumerate(ATTEMPTS):
        terms.append(f'["語{number:03}の"]\nja = {toml(one_line(attempt))}\n')
        text.append(f"語{number:03}の意味")
    write(root, "site_src/glossary.toml", "\n".join(terms))
    write(root, "site_src/pages/terms.md", "---\ntitle: 用語\n---\n" + "\n\n".join(text) + "\n")


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    fill: Callable[[Path], None] = request.param
    root = tmp_path_factory.mktemp(fill.__name__)
    fill(root)
    # Of the updates there are some hundred letters, by far most of the work.
    return built(root, letters=fill is not updates)


SITES = (titles, updates, reports, addresses)
every_site = pytest.mark.parametrize("site", SITES, indirect=True, ids=lambda fill: fill.__name__)


def judge(made: Built) -> None:
    """Fail with everything that is not allowed in any file of the site."""
    found: list[str] = []
    for path in sorted(made.site.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        style = page.partition("<style>")[2].partition("</style>")[0]
        if hash_source(style) not in made.policy:
            found.append(f"{path.relative_to(made.site)}: the style is not the theme's")
        found += [f"{path.relative_to(made.site)}: {fault}" for fault in faults(page, style)]
    assert found == []
    for path in made.site.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    kept = re.compile(r"/[^\s\x00-\x1f]* /[a-z0-9/_-]+/ 301")
    for line in made.page("_redirects").splitlines():
        assert kept.fullmatch(line), line
    for line in made.page("_headers").splitlines():
        assert re.fullmatch(r"/(?::language/)?[a-z0-9/_.*-]*|  [A-Z][A-Za-z-]+: [ -~]+|", line), line
    assert len(made.page("robots.txt").splitlines()) == 4
    tree = ElementTree.fromstring(made.page("sitemap.xml"))
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= {"urlset", "url", "loc", "lastmod", "link"}
    urls = [element.text or "" for element in tree.iter() if element.tag.endswith("}loc")]
    assert all(re.fullmatch(r"https://status\.todai\.example/[a-z0-9/_-]*", url) for url in urls)
    assert list(machine_faults(made.site, "https://status.todai.example")) == []


@every_site
def test_only_what_the_theme_and_the_sanitiser_write_stands_in_any_file(site: Built) -> None:
    judge(site)


@pytest.mark.parametrize("site", SITES[:3], indirect=True, ids=lambda fill: fill.__name__)
def test_what_is_refused_is_told_and_most_is_published_harmlessly(site: Built) -> None:
    assert len(site.refused) < len(ATTEMPTS) / 5
    for row in site.problems:
        assert row["message"]
        assert row["line"] >= 1


@pytest.mark.parametrize("site", [addresses], indirect=True)
def test_a_former_address_that_is_none_is_told_and_costs_the_entry_nothing(site: Built) -> None:
    assert len(site.refused) > len(ALIASES) / 2
    for number in range(len(ALIASES)):
        assert (site.site / f"incidents/a-{number}/index.html").is_file()


@pytest.mark.parametrize("site", [titles], indirect=True)
def test_an_attempt_in_a_title_reads_as_it_was_typed_and_no_template_computes(site: Built) -> None:
    seen = 0
    for number, attempt in enumerate(ATTEMPTS):
        if f"incidents/n-{number}/incident.md" in site.refused:
            continue
        # The page is sound HTML, as the test above has found: here its title is enough.
        (heading,) = re.findall("<h1.*?</h1>", site.page(f"incidents/n-{number}/index.html"), re.DOTALL)
        title = "".join(parsed(heading).itertext())
        assert "".join(title.split()) == "".join(one_line(attempt).split()), attempt.name
        seen += 1
    assert seen > 200


@pytest.mark.parametrize("site", [updates], indirect=True)
def test_every_update_that_is_not_refused_is_there(site: Built) -> None:
    for start in range(0, len(ATTEMPTS), 24):
        page = site.page(f"incidents/u-{start:03}/index.html")
        for number in range(len(ATTEMPTS[start : start + 24])):
            files = {f"incidents/u-{start:03}/{number:03}-x{end}.md" for end in ("", ".en")}
            assert (f'id="update-{number:03}-x"' in page) is not bool(files & site.refused)


# ---- site.toml


def services_toml(lines: list[str]) -> str:
    head = 'name = "試み"\nurl = "https://status.todai.example"\nlanguages = ["ja"]\ntimezone = "Asia/Tokyo"\n'
    return head + "".join(lines)


def test_names_of_services_and_groups_are_said_and_nothing_more(tmp_path: Path) -> None:
    def tables(kept: list[int]) -> list[str]:
        found = []
        for number in kept:
            line = toml(one_line(ATTEMPTS[number]))
            found.append(f'[[groups]]\nid = "g{number}"\nname = {line}\n')
            found.append(f'[[services]]\nid = "s{number}"\nname = {line}\ngroup = "g{number}"\ndescription = {line}\n')
        return found

    numbers = list(range(len(ATTEMPTS)))
    file = write(tmp_path, "site_src/site.toml", services_toml(tables(numbers)))
    rows = json.loads(noroshi(tmp_path, "check", "--format", "json").out)
    lines = file.read_text(encoding="utf-8").split("\n")
    refused = set()
    for row in rows:
        if row["severity"] == "error":
            at = next(line for line in reversed(lines[: row["line"]]) if line.startswith('id = "'))
            refused.add(int(re.sub(r"\D", "", at)))
    assert len(refused) < len(ATTEMPTS) / 5
    write(tmp_path, "site_src/site.toml", services_toml(tables([n for n in numbers if n not in refused])))
    write(
        tmp_path,
        "incidents/one/incident.md",
        "---\ntitle: 全部\nat: 2026-11-01 10:00\nservices: [s0, s1, s2]\n---\n本文\n",
    )
    judge(built(tmp_path))


@pytest.mark.parametrize("attempt", SAMPLE, ids=lambda attempt: attempt.name)
def test_every_other_text_of_site_toml_is_said_or_refused(tmp_path: Path, attempt: Attempt) -> None:
    line = toml(one_line(attempt))
    texts = {
        "name": f"name = {line}\n",
        "company": f"[organisation]\ncompany = {line}\ndepartment = {line}\nsignatory = {line}\n",
        "contact": f"[contact]\nname = {line}\nresponsible = {line}\nphone = {line}\nhours = {line}\n",
        "roles": f"[roles]\nlead = {line}\nspeaker = {line}\n",
    }
    head = 'url = "https://status.todai.example"\nlanguages = ["ja"]\ntimezone = "Asia/Tokyo"\n'
    write(tmp_path, "site_src/site.toml", texts.pop("name") + head + "".join(texts.values()))
    write(tmp_path, "incidents/one/incident.md", "---\ntitle: 一つ\nat: 2026-11-01 10:00\n---\n本文\n")
    rows = json.loads(noroshi(tmp_path, "check", "--format", "json").out)
    if any(row["severity"] == "error" for row in rows):
        assert noroshi(tmp_path, "build", "--keep-going").status == 1
        assert not (tmp_path / "_site").exists()
        return
    judge(built(tmp_path))


@pytest.mark.parametrize("where", ["[contact] url", "[contact] email", "[[services]] link", "url"])
def test_an_address_of_site_toml_is_one_or_is_refused(tmp_path: Path, where: str) -> None:
    table, _, key = where.rpartition(" ")
    kept = 0
    for attempt in [item for item in ATTEMPTS if item.kind in ("link_scheme", "other_host")][::3]:
        typed = f"{key} = {toml(one_line(attempt).strip())}\n"
        head = 'name = "試み"\nlanguages = ["ja"]\ntimezone = "Asia/Tokyo"\n'
        rest = typed if key == "url" and not table else 'url = "https://status.todai.example"\n'
        more = f'id = "s"\nname = "s"\n{typed}' if key == "link" else typed
        write(tmp_path, "site_src/site.toml", head + rest + (f"{table}\n{more}" if table else ""))
        if noroshi(tmp_path, "check").status == 0:
            kept += 1
            judge(built(tmp_path))
    assert kept < 5


# ---- in a browser

WATCH = """
window.ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'])
  window[name] = (...words) => { window.ran.push(name + ' ' + words.join(' ')); };
"""
PROVOKE = """() => {
  for (const element of document.querySelectorAll('body *'))
    for (const name of ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'toggle', 'wheel', 'copy', 'error', 'load'])
      element.dispatchEvent(new Event(name));
  return window.ran;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("site", SITES, indirect=True, ids=lambda fill: fill.__name__)
def test_a_browser_runs_nothing_and_asks_no_other_host(site: Built, browser: Any) -> None:
    with serving(site.site) as (port, _):
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in some_pages(site.site):
            page.goto(f"http://127.0.0.1:{port}/{path}")
            assert page.evaluate(PROVOKE) == [], path
        context.close()
    assert [url for url in asked if not url.startswith(f"http://127.0.0.1:{port}/")] == []
    assert said == []


def some_pages(site: Path) -> Iterator[str]:
    """Some of each kind of page, and a twentieth of the incidents."""
    yield from ("", "history/", "maintenance/", "about/", "services/tracking/", "404.html", "en/")
    incidents = sorted(path.name for path in (site / "incidents").iterdir() if (path / "index.html").exists())
    yield from (f"incidents/{name}/" for name in incidents[:: max(1, len(incidents) // 12)])
    yield from (f"{path.name}/" for path in sorted(site.glob("p-*"))[::4])
