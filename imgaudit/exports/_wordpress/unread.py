"""Shortcodes and blocks of a WordPress page that nobody here understands: they are named, and not passed over."""

from __future__ import annotations

import re

from imgaudit.foreign.markup import BLOCKS, SHORTCODE_IDS

KNOWN_CODES = frozenset(
    (*SHORTCODE_IDS, "caption", "wp_caption", "video", "audio", "embed", "youtube", "vimeo", "sic", "toc",
     "contact-form", "contact-form-7", "gravityform", "wpforms", "ninja_form", "wpcode", "code", "quote", "note",
     "button", "email", "print", "date", "year", "if", "endif", "cookie_policy", "privacy_policy", "sitemap",
     "divider", "spacer", "clear")
)  # fmt: skip
"""Shortcodes that are read, and those that never show a picture."""
LAYOUT = re.compile(
    r"(?:^|_)(?:row|inner|column|columns|section|container|text|heading|title|separator|divider|space|spacer|button|btn|"
    r"code|tabs?|accordion|toggle|table|list|half|third|fourth|form|video|youtube|vimeo)(?:_\w+)?$"
)
"""What page builders put around texts and pictures, which are read by themselves."""
KNOWN_BLOCKS = BLOCKS | frozenset(
    ("paragraph", "heading", "list", "list-item", "quote", "pullquote", "columns", "column", "group", "buttons",
     "button", "spacer", "separator", "table", "html", "code", "preformatted", "verse", "more", "nextpage",
     "shortcode", "freeform", "embed", "details", "accordion", "accordion-item", "accordion-heading",
     "accordion-panel", "social-links", "social-link", "search", "navigation", "navigation-link", "page-list",
     "post-title", "post-date", "post-author", "post-terms", "read-more", "categories", "archives", "tag-cloud",
     "calendar", "loginout", "math", "footnotes", "missing")
)  # fmt: skip
"""Blocks that are read, and those that never show a picture of their own."""
_ANY_BLOCK = re.compile(r"<!--\s*wp:([a-z][\w/-]*)")
_ANY_CODE = re.compile(
    r"(?<![\w\[])\[([a-z][\w-]{2,60})(?:\s[^\[\]=]{0,500}=[^\[\]]{0,9000}|\s+\d{1,18}|\s{0,9}/?)\](?!\()"
)


def not_understood(content: str) -> set[tuple[str, str]]:
    """Which shortcodes and blocks of a page may show what is in no table: what each is, and its name.

    >>> sorted(not_understood('<!-- wp:acf/hero /--><!-- wp:paragraph -->[sic] [ngg_images id="3"] a[1][gallery]'))
    [('block', 'acf/hero'), ('shortcode', 'ngg_images')]
    """
    codes = {found[1] for found in _ANY_CODE.finditer(content)} if "[" in content else set()
    blocks = {name.removeprefix("core/") for name in _ANY_BLOCK.findall(content)} if "<!--" in content else set()
    unread = {("shortcode", code) for code in codes - KNOWN_CODES if not LAYOUT.search(code)}
    return unread | {("block", name) for name in blocks - KNOWN_BLOCKS if not name.startswith("core-embed/")}
