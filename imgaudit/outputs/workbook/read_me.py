"""The sheet *Read me*: what the workbook is, how to work with it, what was checked and what was not."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.names import NameHider
from imgaudit.outputs.workbook.actions_sheet import channel_label
from imgaudit.outputs.workbook.cell_styles import write
from imgaudit.practices.consent import UNDECIDED
from imgaudit.register.headings import answer_counts, heading_words, meaning_words
from imgaudit.registers import NEVER
from imgaudit.tables import SEVERITIES
from imgaudit.wording import NOT_CHECKED, counted, long_day, term_and_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Read me"
MOST_HEADINGS = 12
"""So many headings of the register are named; the data lead has them all."""

STATUS_MEANINGS = {
    "Not started": "Nobody has begun.",
    "In progress": "Somebody is on it.",
    "Done": "It is finished, and “Done when” is true.",
    "Needs DSL decision": "Stop, and ask the designated safeguarding lead (DSL) the same day.",
    "Accepted": "It stays as it is, and the reason is in Notes.",
    "Not applicable": "The picture has gone, or the row is mistaken.",
}
"""What each status means, in the comms team's words."""

FIX_MEANINGS = {
    "Remove": "Take the picture off the page and out of the media library.",
    "Replace with stock": "Put a picture without pupils in its place, and remove the old one.",
    "Get consent": "Ask, and take the picture down until the answer is there.",
    "Crop or cover": "Cut people out, or cover them in one solid colour: a blur can be undone. Remove the old one.",
    "Re-upload smaller": "Upload a smaller copy, and remove the large one.",
    "Strip metadata": "Save a copy without hidden data, upload that, and remove the old one. How: below.",
    "Purge the cache": "Have the cache in front of the website (Cloudflare, or the host's own) forget the file.",
    "Remove the place": "Edit the post so that no place stands with it. (X: Settings, Location information.)",
    "Remove name": "Take the name out of title, caption, alternative text and file name.",
    "Move behind login": "Put it on a page that only families can open.",
    "Change the setting": "Change it in the account's settings, and note the day in the register.",
    "Follow the incident steps": f"Tell the DSL at once. {NEVER}",
    "Arrange training": "Have the course done, and note the day in the register.",
    "Write to families": "Send the message, and note its day and the answers in the register.",
    "Review the policy": "Have it reviewed and approved, and note the day in the register.",
    "Update the register": "Look, and write what you saw and the day into the register.",
    "Keep (reason required)": "Leave it as it is, and write the reason in Notes.",
}
"""What each fix means, in the comms team's words."""

_READ_ME = """
| This workbook lists what the comms team can do about the pictures and videos that the school has published:
    {actions}.
| Nothing else is needed to work with it. Questions go to the school's data lead.
# How to work with it
1 | Open the sheet Actions. The most urgent work is at the top.
2 | Open the page and the picture by their links. Do what “What to do” says, or choose another fix.
3 | Check that “Done when” is true, then set Status to Done.
4 | If a picture must stay, choose Accepted and write the reason in Notes: without one it does not count. Under Until
    write how long; then, when the picture changes or something worse is found, it is asked for again. In doubt, choose
    Needs DSL decision and tell the DSL that day.
5 | Sort, filter and add columns as you like. The pale yellow columns are yours, and so is Due. Leave Reference alone:
    it brings your answers back to the right picture.
6 | Return this file to the data lead. What you write here is in the next workbook again, in the same row. What has no
    row there any more is on its sheet Answered earlier, and this file stays beside it under its date. Under Answered on
    write the day you decided, or the day on which the file was last saved counts. If two people fill in a copy each and
    differ, neither counts, and the next workbook shows both.
7 | Where nobody has said who is shown, consent is unknown. Fill in as many rows of the sheet Who is shown as you can:
    the pictures seen most often come first. Your answers hold for later audits too. Yes under Everyone listed? says
    that nobody else can be seen than those under People; it replaces what stands under Known so far.
    The row above a page counts for each of its pictures: choose Nobody there, or write a class under People. Then
    answer in the rows of those pictures of which it is not so: a picture's own row goes before that of its page.
    The first rows say of many pictures at once that nobody is shown: under Picture stand names of files with * for the
    rest (crest*; logo*), a folder (logos/), or a page by its title or address. Look, then choose Nobody.
    Under Signed off by write who says that everyone shown has agreed, and when. It is counted apart and is never
    consent: a refusal always goes before it.
8 | The sheet Review lists the pictures that nobody has looked at within a year. Look, write the day, and why the
    picture is needed; No means that it is to be removed.
# What was checked
{sources} |
In all | {placements} of {assets}. A placement is one picture or video on one page, post or list.
# What is not known
Unknown is not clean | What could not be checked has no action here, and may need one all the same.
Files | {unread} of {files} could not be opened or measured in full.
Consent | {undecided} where nobody can tell yet whether everyone shown agreed.{register}
Exports | {problems} on what could not be read, or only with a doubt. The data lead has the list.
# How the consent register was understood
{headings} |
# How urgent
1 Critical | Live against a refusal or withdrawal, or a full name with a location. Due {critical}.
2 High | Somebody could be found, named or harmed, or consent is missing. Due {high}.
3 Medium | More is published than the school's policy allows. Due {medium}.
4 Low | Worth tidying up. Due {low}.
# Status
{statuses} |
# What to do
{fixes} |
# How to strip metadata
Best | Ask the data lead for the clean copies that imgaudit makes: each of them was looked at again.
Windows | In the folder, right-click the picture: Properties, Details, “Remove Properties and Personal Information”.
    Choose “Create a copy with all possible properties removed”. Some formats keep some of it.
macOS | Open the picture in Preview: Tools, Show Inspector, the GPS tab, “Remove Location Info”; save it. This takes out
    the location alone: names, dates and the camera stay in the file.
Afterwards | Before it is uploaded, have the data lead look at the new file with imgaudit scan. The next audit looks at
    it in any case.
# Privacy
Personal data | This workbook points to pictures of pupils and staff. Keep it in the restricted folder, do not e-mail
    it, and delete it when the work is done.
Names | {names} Web addresses stay as they are, even where a name is part of one: without them nobody could find the
    picture.
Made by | imgaudit, detector {engine}.
"""
# ``label | words`` a row; a heading after #; a longer row goes on indented.


def fill_read_me(sheet: Worksheet, audit: Audit, n_actions: int, hide: NameHider) -> None:
    """A page of plain English; all that is not known is said beside what was checked."""
    policy, assets = audit.policy, audit.items.drop_duplicates("asset_id")
    due = {severity: f"within {counted(days, 'school day')}" for severity, days in policy.due_school_days.items()}
    facts = {
        "actions": counted(n_actions, "action"),
        "placements": counted(len(audit.items), "placement"),
        "assets": counted(len(assets), "picture or video", "pictures and videos"),
        "unread": f"{int(assets['n_files_unread'].sum()):,}",
        "files": counted(int(assets["n_files"].sum()), "file"),
        "undecided": counted(int(audit.items["consent_state"].isin(UNDECIDED).sum()), "placement"),
        "register": " No consent register was read, so nobody's answer is known." if audit.people.empty else "",
        "problems": counted(len(audit.problems), "remark"),
        **{severity: due.get(severity, "by the end of next half term") for severity in SEVERITIES},
        "names": {
            "none": "Names of people in the register are shown as [name]; who is known to be shown is only counted.",
            "initials": "Names of people in the register are shown as initials and form.",
            "full": "Names are shown in full.",
        }[policy.names_in_outputs],
        "engine": audit.engines["media"],
    }
    lists = {
        "{sources}": _sources(audit.sources, ZoneInfo(policy.timezone), hide),
        "{headings}": _headings(audit.headings, hide),
        "{statuses}": list(STATUS_MEANINGS.items()),
        "{fixes}": list(FIX_MEANINGS.items()),
    }
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 92
    write(sheet, 1, 1, f"Picture audit · {hide(policy.school)}", "title", height=32)
    write(sheet, 2, 1, term_and_day(audit.term, audit.as_of), "subtitle", height=24)
    at = 4
    for line in re.split(r"\n(?! )", _READ_ME.strip()):
        label, _, words = (part.strip() for part in " ".join(line.split()).partition("|"))
        for left, right in lists.get(label, [(label, words.format(**facts))]):
            if left.startswith("# "):
                write(sheet, at, 1, left.removeprefix("# "), "section", height=30)
            elif left:
                write(sheet, at, 1, left, "label")
                write(sheet, at, 2, right, "prose")
            else:
                write(sheet, at, 1, right, "line")
            at += 1


def _headings(headings: pd.DataFrame, hide: NameHider) -> list[tuple[str, str]]:
    """Each heading of the register that answers, with the numbers of the answers; then those that nobody understood."""
    answers = headings[headings["n_yes"].notna()]
    lines = []
    for row in answers.head(MOST_HEADINGS).to_dict("records"):
        yes, no, *unknown = answer_counts(row).split(" / ")
        said = f"{meaning_words(row)}. {yes} yes, {no} no, {unknown[0]} not recorded, {unknown[1]} not understood."
        lines.append((hide(heading_words(row)), hide(said[0].upper() + said[1:])))
    if len(answers) > len(lines):
        lines.append(("And", f"{len(answers) - len(lines):,} more."))
    if unread := [*dict.fromkeys(headings.loc[headings["means"].eq("not understood"), "heading"])]:
        some = ", ".join(unread[:MOST_HEADINGS]) + (" …" if len(unread) > MOST_HEADINGS else "")
        lines.append(
            ("Not understood", hide(f"{some}. What stands there may change an answer: the data lead can say."))
        )
    return lines or [("Nothing", "No consent register was read.")]


def _sources(sources: pd.DataFrame, timezone: ZoneInfo, hide: NameHider) -> list[tuple[str, str]]:
    lines = []
    for source in sources.head(20).to_dict("records"):
        file = hide(PurePosixPath(source["file"].replace("\\", "/")).name, machine=True) or "the folder"
        dialect = {"wxr": "WordPress export"}.get(source["dialect"], source["dialect"].replace("_", " "))
        made, lost, rows = source["exported_at"], source["problems"], source["rows"]
        on = "" if pd.isna(made) else f", exported on {long_day(made.astimezone(timezone))}"
        unread = "" if pd.isna(lost) or not lost else f"; {counted(lost, 'remark')} on reading it"
        if source["completeness"] == "part":
            unread += (
                f". Read only in part: what is missing from it is {NOT_CHECKED}, and nothing in it counts as fixed"
            )
        placements = "placements" if pd.isna(rows) else counted(rows, "placement")
        lines.append((hide(channel_label(source["channel"])), f"{placements} from {file} ({dialect}{on}){unread}."))
    if len(sources) > len(lines):
        lines.append(("And", f"{len(sources) - len(lines):,} more."))
    return lines or [("Nothing", "No export was read.")]
