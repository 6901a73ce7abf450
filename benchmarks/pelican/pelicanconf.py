"""Pelican's settings: a page an incident, lists by page, month and service, and two feeds of 25 entries."""

import os

SITENAME = "Status"
SITEURL = "https://status.example.com"
PATH = "content"
OUTPUT_PATH = os.environ.get("OUT", "output")
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
DEFAULT_PAGINATION = 25
ARTICLE_URL = "incidents/{slug}/"
ARTICLE_SAVE_AS = "incidents/{slug}/index.html"
TAG_URL = "services/{slug}/"
TAG_SAVE_AS = "services/{slug}/index.html"
# One list a service, and no others than a list a month: by severity and by author nobody looks.
PAGINATED_TEMPLATES = {"index": 25}
DIRECT_TEMPLATES = ["index"]
MONTH_ARCHIVE_URL = "history/{date:%Y}/{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = "history/{date:%Y}/{date:%m}/index.html"
AUTHOR_SAVE_AS = ""
CATEGORY_SAVE_AS = ""
FEED_ALL_ATOM = "feed.atom"
FEED_ALL_RSS = "feed.rss"
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 25
# As other generators render Markdown: no highlighting, no attributes.
MARKDOWN = {"extension_configs": {}, "output_format": "html5"}
# CACHE=1: what Pelican has for a second build.
CACHE_CONTENT = LOAD_CONTENT_CACHE = os.environ.get("CACHE") == "1"
CACHE_PATH = os.environ.get("CACHE_PATH", "cache")
