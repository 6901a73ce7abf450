"""Languages as sites name them: ``ja-JP`` is Japanese, ``en-GB`` English; a language without texts is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mailing_site import mailing, there
from small_site import noroshi, write
from typed_incidents import COMPLETE

from noroshi.render.letters import letter_templates


def tagged(root: Path, ja: str, en: str) -> Path:
    """The site of Japanese and English, its languages called ``ja`` and ``en``; an empty one is left out."""
    mailing(root, **{"2026-11-18-api": COMPLETE["opened"]})
    for path in sorted(root.rglob("*")):
        if path.suffix == ".toml":
            text = path.read_text(encoding="utf-8")
            for old, new in (("ja", ja), ("en", en)):
                if new:
                    text = re.sub(rf'(?<=[{{ \n]){old} = "', f'{new} = "', text)
                else:
                    text = re.sub(rf'(, )?{old} = "[^"]*"(, |(?=\}})|\n)', "", text)
            tags = ", ".join(f'"{tag}"' for tag in (ja, en) if tag)
            path.write_text(text.replace('languages = ["ja", "en"]', f"languages = [{tags}]"), encoding="utf-8")
        elif path.name.endswith(".en.md") and en:
            path.rename(path.with_name(path.name.replace(".en.md", f".{en}.md")))
        elif path.name.endswith(".en.md"):
            path.unlink()
    return root


def of_language(root: Path, outbox: Path, tag: str) -> dict[str, str]:
    """What stands in the outbox in one language, its tag and what is made of it taken out."""
    assert noroshi(root, "build", "--site", str(outbox / "site"), "--outbox", str(outbox / "box")).status == 0
    found = {}
    for path, text in there(outbox / "box").items():
        if path.endswith((".txt", ".md")):
            folder, _, name = path.rpartition("/")
            if f".{tag}." in name:
                found[f"{folder}/{name.replace(f'.{tag}.', '.')}"] = text.replace(f"/{tag.lower()}/", "/en/")
    return found


def test_the_letters_of_a_form_of_a_language_are_those_of_the_language(tmp_path: Path) -> None:
    plain = tagged(tmp_path / "plain", "ja", "en")
    formed = tagged(tmp_path / "formed", "ja-JP", "en-GB")
    for before, after in (("ja", "ja-JP"), ("en", "en-GB")):
        expected = of_language(plain, tmp_path / "a", before)
        said = of_language(formed, tmp_path / "b", after)
        assert "2026-11-18-api/incident/opened.customers.txt" in said
        assert "2026-11-18-api/incident/sms.txt" in said and "2026-11-18-api/kit.md" in said
        assert {path: text.replace(f"into {after}", f"into {before}").replace(f"{after}の訳", f"{before}の訳")
                for path, text in said.items()} == expected  # fmt: skip


def test_a_site_in_american_english_alone_has_letters_and_digests(tmp_path: Path) -> None:
    site = mailing(tmp_path)
    for path in (*(site / "incidents").rglob("*.md"), *(site / "site_src" / "pages").glob("*")):
        path.unlink()
    settings = (site / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(site, "site_src/site.toml", re.sub(r'\{ja = "[^"]*", en = ("[^"]*")\}', r"\1", settings).replace(
        '["ja", "en"]', '["en-US"]'))  # fmt: skip
    write(site, "site_src/glossary.toml", "")
    front = "title: Parcels are not registered\nat: 2026-11-18 14:00\nimpact: major\nservices: parcel-api\n"
    write(site, "incidents/a/incident.md", f"---\n{front}---\nParcels are not registered.\n")
    ran = noroshi(site, "letters", "a")
    assert (ran.status, ran.out.count("====")) == (0, 1)
    assert "==== a/incident  opened  en-US  customers" in ran.out
    digest = noroshi(site, "digest", "weekly", "--on", "2026-11-18")
    assert digest.status == 0
    assert digest.out.startswith("Subject: Todai Post Status, week so far, to 21 November")


def test_a_text_of_the_form_goes_before_that_of_the_language(tmp_path: Path) -> None:
    site = tagged(tmp_path, "ja-JP", "en-GB")
    write(site, "site_src/letters/en/announcement.txt.j2", "Subject: English\n\nEnglish.\n")
    asked = ("letters", "2026-11-18-new-year-hours", "--language", "en-GB")
    assert "Subject: English\n" in noroshi(site, *asked).out.replace("[NOT READY] ", "")
    write(site, "site_src/letters/en-GB/announcement.txt.j2", "Subject: British\n\nBritish.\n")
    assert "Subject: British\n" in noroshi(site, *asked).out.replace("[NOT READY] ", "")
    write(site, "site_src/letters/en-GB/announcement.txt.j2", "British\n")
    assert "site_src/letters/en-GB/announcement.txt.j2:1: " in noroshi(site, *asked).err


def test_the_nearest_form_is_taken(tmp_path: Path) -> None:
    templates = letter_templates(tmp_path)
    assert templates.has("ja-Jpan-JP", "opened") and templates.has("en-GB", "kit", ".md.j2")
    assert not templates.has("zh-Hant-TW", "opened") and not templates.has("fr", "opened")
    write(tmp_path, "site_src/letters/zh-Hant/opened.txt.j2", "Subject: a\n")
    assert templates.has("zh-Hant-TW", "opened") and not templates.has("zh-Hans", "opened")
    # The tag of another language that only begins with the same letters.
    assert not templates.has("enm", "opened")


@pytest.mark.parametrize(("lang", "said"), [("en", "noroshi has no texts in fr;"), ("ja", "fr の文面がありません")])
def test_where_no_language_has_letters_it_is_said_what_to_write(tmp_path: Path, lang: str, said: str) -> None:
    site = mailing(tmp_path / "site")
    settings = (site / "site_src" / "site.toml").read_text(encoding="utf-8")
    for path in (*(site / "incidents").rglob("*.en.md"), *(site / "site_src" / "pages").glob("*.en.md")):
        path.unlink()
    write(site, "site_src/glossary.toml", "")
    write(site, "site_src/site.toml", re.sub(r'\{ja = ("[^"]*"), en = "[^"]*"\}', r"\1", settings).replace(
        '["ja", "en"]', '["fr"]'))  # fmt: skip
    for command, name in (("letters", "opened"), ("digest", "digest_weekly")):
        ran = noroshi(site, command, *(["weekly"] if command == "digest" else []), "--lang", lang)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err and f"site_src/letters/fr/{name}.txt.j2" in ran.err and "docs/letters.md" in ran.err
    built = noroshi(site, "build", "--site", str(tmp_path / "out"), "--outbox", str(tmp_path / "box"), "--lang", lang)
    assert built.status == 0
    assert built.err.count(said) == 1 and not (tmp_path / "box").exists()
