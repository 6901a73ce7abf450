"""``noroshi init``: what it asks, what it writes, what it leaves, and that a site stands there at once."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from small_site import CHECKOUT, NOW, Ran, noroshi, write

import noroshi as noroshi_package
from noroshi.app.cli_words import CliWords
from noroshi.app.settings import Settings
from noroshi.app.starting_files import OF_REPOSITORY
from noroshi.app.starting_questions import Answers, answered
from noroshi.source.new_site import NewSite
from noroshi.source.schemas import json_schema
from noroshi.source.site import load_site

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
MONTHS_LATER = "2027-02-21T12:00+09:00"


def begin(folder: Path, *options: str, lang: str = "en", now: str = NOW) -> Ran:
    return noroshi(None, "init", str(folder), "--lang", lang, *options, now=now, environ={"TZ": "Europe/Berlin"})


def files(folder: Path) -> dict[str, str]:
    """Path → text, without what builds keep."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".noroshi" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def japanese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site as it begins for a Japanese team. Only to be read."""
    folder = tmp_path_factory.mktemp("japanese")
    assert begin(folder, "--yes", lang="ja").status == 0
    return folder


# ---- what is written


@pytest.mark.parametrize(
    "options",
    [
        ("--lang", "ja"),
        ("--lang", "en"),
        ("--languages", "de,fr,en-GB", "--service", "tür=Tür", "--service", "app"),
        ("--languages", "ja", "--name", '"稼働" #1 \\', "--url", "http://localhost:8000/a/b/"),
    ],
    ids=" ".join,
)
def test_a_new_site_has_no_problem_now_or_months_later(tmp_path: Path, options: tuple[str, ...]) -> None:
    begun = begin(tmp_path, "--yes", *(option.replace("tür=", "tuer=") for option in options))
    assert begun.status == 0, begun.err
    for now in (NOW, MONTHS_LATER):
        checked = noroshi(tmp_path, "check", "--strict", now=now)
        assert checked.status == 0, checked.out


def test_it_builds_and_the_sample_is_on_no_page(japanese: Path, tmp_path: Path) -> None:
    built = noroshi(japanese, "build", "--site", str(tmp_path / "out"), "--outbox", str(tmp_path / "letters"))
    assert built.status == 0, built.err
    home = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "ウェブサイト" in home
    assert "Website" in (tmp_path / "out/en/index.html").read_text(encoding="utf-8")
    published = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not any("開きにくく".encode() in content or b"incidents/sample" in content for content in published)


def test_the_sample_is_a_whole_incident_that_says_what_it_is_in_every_text(japanese: Path, tmp_path: Path) -> None:
    for path, text in files(japanese).items():
        if path != "incidents/sample/incident.md":
            write(tmp_path, path, text)
        else:
            # As somebody publishes it who has not read on.
            write(tmp_path, path, text.replace("draft: true\n", ""))
    assert noroshi(tmp_path, "check", "--strict").status == 0
    sample = sorted((tmp_path / "incidents/sample").iterdir())
    assert [path.name for path in sample] == ["02-resolved.en.md", "02-resolved.md", "incident.en.md", "incident.md"]
    for path in sample:
        said = "None of it has happened" if ".en." in path.name else "実際の障害ではありません"
        assert said in path.read_text(encoding="utf-8")


def test_files_of_the_repository_are_given_as_they_are(japanese: Path) -> None:
    found = files(japanese)
    given = [path for path in OF_REPOSITORY if (CHECKOUT / path).is_file()]
    assert {"build.py", ".gitignore", "constraints.txt"} <= set(given)
    for path in given:
        assert found[path] == (CHECKOUT / path).read_text(encoding="utf-8")


def test_nothing_of_the_demonstration_goes_along(japanese: Path) -> None:
    for path, text in files(japanese).items():
        assert not re.search("霧笛|muteki|demonstration =", text, re.I), path


def test_an_english_team_reads_english_and_a_japanese_one_japanese(japanese: Path, tmp_path: Path) -> None:
    begin(tmp_path, "--yes", "--languages", "en,ja", "--name", "Status")
    found, theirs = files(tmp_path), files(japanese)
    for path in ("README.md", "site_src/glossary.toml", "site_src/pages/about.md", "incidents/sample/incident.md"):
        own = re.sub('(?m)^.*ja = ".*$', "", found[path])
        assert not JAPANESE.search(own), path
        assert JAPANESE.search(theirs[path]), path
    for text, is_japanese in ((found["site_src/site.toml"], False), (theirs["site_src/site.toml"], True)):
        comments = [line for line in text.splitlines() if re.match(r"# (?![a-z_]+ = |\[|-)", line)]
        assert len(comments) > 25
        assert [line for line in comments if bool(JAPANESE.search(line)) is not is_japanese] == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_the_readme_tells_the_team_to_type_is_sound(tmp_path: Path, lang: str) -> None:
    begin(tmp_path, "--yes", "--service", "pay=Payments", lang=lang)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    first, second = (re.sub("(?m)^   ", "", block) for block in re.findall("```markdown\n(.*?)```", readme, re.S))
    (path,) = re.findall("`(incidents/2026-[^`]*)`", readme)
    write(tmp_path, path, first)
    write(tmp_path, path.replace("incident.md", "02-identified.md"), second)
    # In the zone of the site.
    checked = noroshi(tmp_path, "check", "--strict", now="2026-11-21T03:50")
    assert checked.status == 0, checked.out
    # The commands make the same folder, and find it again.
    shutil.rmtree((tmp_path / path).parent)
    for command in re.findall("noroshi ((?:new|update) [^`\n]*)", readme):
        typed = noroshi(tmp_path, *shlex.split(command), "-m", "Words.", now="2026-11-21T03:20")
        assert (typed.status, Path(typed.out).parent) == (0, Path(path).parent), typed.err
    makefile = (tmp_path / "Makefile").read_text(encoding="utf-8")
    targets = re.findall("`make ([a-z]+)`", readme)
    assert targets
    for target in targets:
        assert re.search(f"(?m)^{target}:", makefile), target
    assert "@" not in readme


def test_cleaning_up_takes_no_draft_that_somebody_has_typed(tmp_path: Path) -> None:
    assert begin(tmp_path, "--yes").status == 0
    draft = tmp_path / ".noroshi/drafts/words.md"
    for made in (draft, tmp_path / ".noroshi/cache/x", tmp_path / ".noroshi-_site/x", tmp_path / "_site/x"):
        made.parent.mkdir(parents=True)
        made.write_text("x", encoding="utf-8")
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert [path.name for path in tmp_path.glob(".noroshi*/*")] == ["drafts"]
    assert draft.exists() and not (tmp_path / "_site").exists()


def test_every_key_stands_in_site_toml_and_each_comment_may_be_taken_away(japanese: Path, tmp_path: Path) -> None:
    text = (japanese / "site_src/site.toml").read_text(encoding="utf-8")
    live = re.sub(r"(?m)^# (?=[a-z_]+ = |\[)", "", text)
    write(tmp_path, "site_src/site.toml", live)
    _, problems = load_site(tmp_path)
    # What examples name is not there: pictures, a further service. And the example of an end lies before today.
    absent = {"site-logo-missing", "site-font-missing", "site-unknown-service"}
    assert {problem.rule for problem in problems} == {*absent, "site-until-before-since"}
    values, schema = tomllib.loads(live), json_schema("site")
    assert set(schema["properties"]) - set(values) == {"demonstration"}
    for key, value in values.items():
        if isinstance(value, dict) and key != "name":
            table = schema["$defs"][schema["properties"][key]["$ref"].rpartition("/")[2]]
            assert set(table["properties"]) == set(value), key


def test_site_toml_names_the_schema_that_it_fits(japanese: Path) -> None:
    path = japanese / "site_src/site.toml"
    text = path.read_text(encoding="utf-8")
    named = re.match(r"#:schema (\S+)\n", text)
    assert named is not None
    schema = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))
    jsonschema.validate(tomllib.loads(text), schema)
    for name in ("incident", "update", "report", "site"):
        written = (japanese / f"schemas/{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(written) == json_schema(name)


def test_feed_ids_are_made_of_the_host_and_the_year_there(tmp_path: Path) -> None:
    new_year = "2026-12-31T20:00+00:00"
    begin(tmp_path, "--yes", "--url", "https://Status.Example.com:8443/a", "--timezone", "Asia/Tokyo", now=new_year)
    site, _ = load_site(tmp_path)
    assert site is not None
    assert site.feeds.authority == "status.example.com,2027"


@pytest.mark.parametrize(
    ("zone", "lang", "expected"),
    [
        ("Europe/Berlin", "ja", "Europe/Berlin"),
        (":America/Lima", "en", "America/Lima"),
        ("UTC", "ja", "Asia/Tokyo"),
        ("UTC", "en", "UTC"),
        ("Nowhere/Else", "en", "UTC"),
    ],
)
def test_the_zone_is_the_machines_unless_that_is_a_servers(tmp_path: Path, zone: str, lang: str, expected: str) -> None:
    begun = noroshi(None, "init", str(tmp_path), "--yes", "--lang", lang, environ={"TZ": zone})
    assert begun.status == 0
    site, _ = load_site(tmp_path)
    assert site is not None
    assert site.timezone == expected


def test_the_task_of_the_editor_reads_what_check_prints(japanese: Path, tmp_path: Path) -> None:
    (task,) = json.loads((japanese / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    matchers = [(found["severity"], re.compile(found["pattern"]["regexp"])) for found in task["problemMatcher"]]
    begin(tmp_path, "--yes")
    write(tmp_path, "incidents/a/incident.md", "---\ntitle: A\nat: 2026-11-20 10:00\n---\nText.\n")
    write(tmp_path, "incidents/a/02.md", "---\nat: 2026-11-20 25:00\n---\nText.\n")
    for lang in ("en", "ja"):
        printed = noroshi(tmp_path, "check", "--lang", lang).out.splitlines()
        found = {
            (severity, match[1], int(match[2]))
            for line in printed
            for severity, matcher in matchers
            if (match := matcher.match(line))
        }
        assert found == {("error", "incidents/a/02.md", 2), ("warning", "incidents/a/incident.md", 1)}


def test_it_says_what_it_made_and_what_to_do_next(tmp_path: Path) -> None:
    begun = begin(tmp_path / "a folder", "--yes")
    assert begun.out == ""
    for path in files(tmp_path / "a folder"):
        assert f"\n  {path}\n" in begun.err
    assert "they say https://status.example.com" in begun.err
    assert begun.err.splitlines()[-3].endswith("/a folder'")
    assert begun.err.splitlines()[-2].startswith("  make serve ")
    assert begun.err.splitlines()[-1].startswith("  git init ")
    assert begin(tmp_path / "b", "--yes", "--quiet").err == ""


def test_in_a_git_repository_it_says_where_workflows_belong(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = begin(tmp_path / "status", "--yes")
    assert f"the git repository {tmp_path.resolve()}" in inner.err
    assert "git init" not in inner.err
    top = begin(tmp_path, "--yes")
    assert "git init" not in top.err and "the git repository" not in top.err


# ---- what is left as it is


def test_what_is_there_already_is_left_and_named(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "Ours.\n")
    write(tmp_path, ".gitignore", (CHECKOUT / ".gitignore").read_text(encoding="utf-8").replace("\n", "\r\n"))
    begun = begin(tmp_path, "--yes")
    assert begun.status == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Ours.\n"
    # What is the same but for line ends is no news.
    assert begun.err.partition("left as they are:\n")[2].splitlines()[0] == "  README.md"
    assert "  .gitignore\n" not in begun.err
    assert noroshi(tmp_path, "check", "--strict").status == 0


def test_a_site_gets_what_it_lacks_and_hears_what_differs(tmp_path: Path) -> None:
    begin(tmp_path, "--yes", "--name", "Our Status")
    for path in ("incidents/sample/incident.md", "README.md", "schemas/site.schema.json"):
        (tmp_path / path).unlink()
    for path in ("Makefile", "build.py", "site_src/glossary.toml"):
        write(tmp_path, path, (tmp_path / path).read_text(encoding="utf-8") + "\n# Ours.\n")
    before = files(tmp_path)
    again = begin(tmp_path)
    assert again.status == 0, again.err
    after = files(tmp_path)
    assert set(after) - set(before) == {"README.md", "schemas/site.schema.json"}
    assert {path: after[path] for path in before} == before
    assert "# Our Status\n" in after["README.md"]
    # Everybody writes in build.py and the glossary.
    assert again.err.partition("differently:\n")[2].splitlines()[:-1] == ["  Makefile"]
    write(tmp_path, "Makefile", re.sub("\n# Ours.\n$", "", after["Makefile"]))
    assert begin(tmp_path, "--yes").err == f"{tmp_path} is a site already, and no file is missing\n"


def test_a_site_with_a_broken_site_toml_gets_its_missing_files_too(tmp_path: Path) -> None:
    write(tmp_path, "site_src/site.toml", 'name = "')
    assert begin(tmp_path, lang="ja").status == 0
    found = files(tmp_path)
    assert found["site_src/site.toml"] == 'name = "'
    assert "お知らせ" in found["README.md"]


def test_a_folder_that_leads_out_of_the_site_gets_nothing(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/schemas").symlink_to(tmp_path / "elsewhere")
    begun = begin(tmp_path / "site", "--yes")
    assert begun.status == 0
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert "  schemas/site.schema.json\n" in begun.err.partition("left as they are:\n")[2]


def test_what_the_disk_refuses_is_said_and_a_further_run_adds_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "incidents", "no folder")
    begun = begin(tmp_path, "--yes")
    assert begun.status == 3
    assert re.search(r"incidents\S*: .+ files were made and stay; nothing else was touched", begun.err)
    assert not (tmp_path / "site_src/site.toml").exists()
    (tmp_path / "incidents").unlink()
    assert begin(tmp_path, "--yes").status == 0
    assert noroshi(tmp_path, "check", "--strict").status == 0


# ---- what is refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--url", "status.example.com"), 'write: url = "https://status.example.com"'),
        (("--timezone", "JST"), 'write: timezone = "Asia/Tokyo"'),
        (("--languages", "ja,english!"), "'english!' is not a language tag"),
        (("--languages", "ja,JA"), "--languages: "),
        (("--languages", ","), "--languages: "),
        (("--name", "a\nb"), "--name: "),
        (("--name", " "), "--name: "),
        (("--name", "caf\udce9"), "'caf\ufffd' holds bytes that are not UTF-8"),
        (("--service", "Web site=X"), "for example: web-site"),
        (("--service", "決済"), "'決済' cannot be an id"),
        (("--service", "a=A", "--service", "a=B"), "--service: the id 'a' is another service's already"),
    ],
)
def test_an_answer_that_site_toml_could_not_have_is_refused(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    begun = begin(tmp_path, "--yes", *options)
    assert begun.status == 2
    assert said in begun.err
    assert files(tmp_path) == {}


def test_folders_that_cannot_be_a_site_are_refused(japanese: Path) -> None:
    for folder, said in (
        (japanese / "build.py", "is a file"),
        (japanese / "incidents", f"lies inside the site {japanese}"),
        (japanese / "new/site", f"lies inside the site {japanese}"),
    ):
        begun = begin(folder, "--yes")
        assert (begun.status, said in begun.err) == (2, True), begun.err
    begun = begin(japanese, "--name", "Other", "--service", "a=A")
    assert begun.status == 2
    assert "--name, --service would change nothing" in begun.err


def test_where_nobody_can_be_asked_it_says_which_options_to_give(tmp_path: Path) -> None:
    some = ("--name", "Status", "--url", "https://status.example.com", "--languages", "en")
    begun = begin(tmp_path, *some)
    assert begun.status == 2
    assert "--yes" in begun.err and begun.err.endswith("give --timezone, --service\n")
    assert begin(tmp_path, *some, "--timezone", "UTC", "--service", "web=Website").status == 0


# ---- what is asked


def interview(typed: list[str], answers: Answers, lang: str = "ja") -> tuple[NewSite, list[str]]:
    """(the site, the questions): "" takes the default, as Enter does."""
    questions: list[str] = []

    def ask(question: str, default: str) -> str:
        questions.append(question)
        return typed.pop(0) or default

    at = datetime(2026, 11, 21, tzinfo=ZoneInfo("UTC"))
    settings = Settings(root=Path(), words=CliWords(lang), now=None, clock=at)
    return answered(settings, answers, ask, is_ready=False), questions


def test_questions_take_defaults_and_ask_again_what_the_rules_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["", "灯火 / Tomoshibi", "example", "https://t.example", "", "決済=x", "pay=決済 / Payments", "web", ""]
    site, questions = interview(typed, Answers(machine_zone="Asia/Tokyo"))
    assert site == NewSite(
        name={"ja": "灯火", "en": "Tomoshibi"},
        url="https://t.example",
        languages=("ja", "en"),
        timezone="Asia/Tokyo",
        services=(("pay", {"ja": "決済", "en": "Payments"}), ("web", "web")),
    )
    assert len(questions) == 9
    assert "「example」はサイトのアドレスになりません" in capsys.readouterr().err


def test_what_an_option_says_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    given = Answers(name="S", url="https://s.example", languages="en", timezone="UTC")
    site, questions = interview([""], given, "en")
    assert site.services == (("website", "Website"), ("api", "API"))
    assert len(questions) == 1
    assert interview([], Answers("S", "https://s.example", "en", "UTC", ("a=A",)))[1] == []


def test_at_a_terminal_it_asks(tmp_path: Path) -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.environ["LC_ALL"] = "C.UTF-8"
        os.execv(sys.executable, [sys.executable, "-m", "noroshi", "init", str(tmp_path)])
    said = b""
    for question in (b"Languages", b"name", b"Address", b"zone", b"service"):
        while question not in said:
            said += os.read(terminal, 4096)
        said = b""
        os.write(terminal, b"\n")
    while b"git init" not in said:
        said += os.read(terminal, 4096)
    os.close(terminal)
    os.waitpid(process, 0)
    assert (tmp_path / "site_src/site.toml").is_file()


def test_of_several_wheels_the_newest_is_installed_and_without_one_the_version_that_made_it(
    japanese: Path,
) -> None:
    def asked() -> str:
        ask = ["make", "--silent", "--eval", "asked: ; @echo $(NOROSHI)", "asked"]
        return subprocess.run(ask, cwd=japanese, capture_output=True, text=True, check=True).stdout.strip()

    assert asked() == f"noroshi=={noroshi_package.__version__}"
    for version in ("0.9.0", "0.10.0"):
        write(japanese, f"vendor/noroshi-{version}-py3-none-any.whl", "")
    assert asked() == "vendor/noroshi-0.10.0-py3-none-any.whl"
