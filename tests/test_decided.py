"""What becomes of findings where something is not known, and of what people decided about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_terms import audit, became, picture, setting

INSTA = "settings.differs s/account/insta"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([setting("messages", "off"), setting("search", "off")], "resolved"),
        ([setting("search", "off")], "not_checked"),  # its row is gone
        ([setting("direct messages", "off"), setting("search", "off")], "not_checked"),  # called something else
        ([setting("messages", None), setting("search", "off")], "not_checked"),
        ([setting("messages", "off"), setting("search", None)], "not_checked"),
        ([setting("messages", "off", practice="staff"), setting("search", "off")], "not_checked"),
        ([setting("password", "off", practice="staff")], "not_checked"),
        ([setting("messages", "off"), setting("password", "on", practice="staff")], "resolved"),
    ],
)
def test_a_setting_is_right_only_where_its_own_row_says_so(tmp_path: Path, now: list[dict[str, str]], expected: str):
    before = [setting("messages", "on"), setting("search", "off")]
    audits = (audit("1", picture("a"), records=before), audit("2", picture("a"), records=now))
    assert became(tmp_path, *audits) == {INSTA: expected}


def test_a_row_that_was_wrong_is_remembered_as_long_as_the_finding_is_open(tmp_path: Path):
    rows = (
        (setting("messages", "on"), setting("search", "off")),
        (setting("search", "off"),),
        (setting("search", "off"),),
    )
    audits = [audit(term, picture("a"), records=list(said)) for term, said in zip("123", rows, strict=True)]
    assert became(tmp_path, *audits) == {INSTA: "not_checked"}
