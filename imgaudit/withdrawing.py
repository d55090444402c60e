"""One person: every placement, file and copy that shows or names them.

Nothing is judged here: who is shown says :mod:`imgaudit.presence`, who is named the engine of names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.actions import TEXT_WORDS
from imgaudit.errors import InputError
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.words import no_name
from imgaudit.forgetting import Sought, person_meant, sought_by
from imgaudit.frames import map_values
from imgaudit.membership import year_called
from imgaudit.names import fold_name, is_telling, match_people
from imgaudit.names.hiding import as_people
from imgaudit.residue import last_seen
from imgaudit.rules import RULE
from imgaudit.tables import FOUND_AS, PEOPLE, PERSON_FOUND
from imgaudit.terms import first_day_of_year

if TYPE_CHECKING:
    from imgaudit.audit import Audit

OF_PICTURE = ("title", "alt_text", "caption")
"""Texts of a placement that are about the picture, and so tell of it wherever it is."""
OF_PAGE = ("page_title", "page_url", "place_shown")
OF_FILE = ("url", "path", "texts", "person_names")
FILE_NAMES = ("page_url", "url", "path")
"""Texts made for machines."""
CALLED = {
    **TEXT_WORDS, "url": "address or file name", "path": "file or folder name", "texts": "metadata",
    "person_names": "metadata", "platform_found": "platform's record",
}  # fmt: skip
"""Where a name stands, in words."""
SAID_BY = {
    "listed": "an export lists them", "tagged": "they are tagged", "metadata": "a tag in the file names them",
    "answered": "somebody said so",
}  # fmt: skip
"""How it is known that they are shown, in words."""
LOOK = "Look whether they are shown; if so: {}"
"""What to do where nobody knows."""
SAME = "Look whether it is the same picture; if so: {}"
_EARLY = "reception|foundation|eyfs|year r|yr r"


def find_person(audit: Audit, who: str) -> pd.DataFrame:
    """Every placement, file and copy in which one person is, or may be, shown or named: what to look at first.

    Whom the register does not know is looked for by name all the same, but by no class, and not in the running text of
    pages, of which an audit keeps only where people of the register stand. Pictures of which nobody knows who is shown,
    and of which nothing points to the person, are not listed; ``audit.placed`` holds them as *unnamed*.

    Parameters
    ----------
    audit
        The audit.
    who
        Full name, UPN, admission number, or the reference by which outputs call somebody (``person_id``).

    Returns
    -------
    The table ``person found`` (``docs/tables.md``), surest first: a row a placement, and a row a file. It names people:
    put it through :func:`hide_names` before others see it.

    Raises
    ------
    InputError
        When several may be meant (it says what tells them apart), or what is given is neither a full name nor a number
        that the register knows.
    """
    sought = whom(audit, who)
    pictures = _pictures(audit)
    parts = [_shown(audit, sought, pictures), _named(audit, sought, pictures)]
    parts += [_in_group(audit, sought)] if is_known(audit, sought) else []  # else nobody knows their class
    told = pd.concat(parts, ignore_index=True)
    told = pd.concat([told, _uncompared(audit, told), _alike(told, audit)], ignore_index=True)
    if told.empty:
        return PERSON_FOUND.empty()
    rows = pd.concat([_placements(audit, told), _files(audit, told)], ignore_index=True)
    rows = rows.assign(picture_id=map_values(rows["asset_id"], pictures).fillna(rows["asset_id"]))
    rows = rows.assign(**_flags(rows, told, audit), **_to_do(rows, audit))
    order = rows["how_sure"].map({how: place for place, how in enumerate(FOUND_AS)})
    rows = rows.assign(order=order).sort_values(
        ["order", "what", "channel", "asset_id"], ascending=[True, False, True, True]
    )
    return PERSON_FOUND.frame(rows[[*PERSON_FOUND.columns]])


def whom(audit: Audit, who: str) -> Sought:
    """The one who is meant, as the register knows them, or as somebody whom it does not."""
    try:
        return sought_by(person_meant(who, audit.people), audit.people)
    except InputError as error:
        if error.code != "unknown_person":
            raise
    stranger = as_people([who.strip()])
    is_full = len(stranger) == 1 and stranger["first_name"].ne("").all() and stranger["last_name"].ne("").all()
    if not is_full or is_telling(who.strip()):
        raise InputError(
            f"{who!r}: the register knows nobody by that, and a full name it is not. Give first name and surname, UPN, "
            "admission number or the reference of an output."
        )
    known = pd.concat([audit.people, PEOPLE.frame(stranger)], ignore_index=True)
    return sought_by(who.strip(), known)


def is_known(audit: Audit, sought: Sought) -> bool:
    """Whether the register knows the one who is looked for."""
    return bool(audit.people["person_id"].eq(sought.who).any())


def _told(
    asset: pd.Series,
    how: str | pd.Series,
    said: str | pd.Series,
    *,
    item: pd.Series | None = None,
    field: str | None = None,
    is_sure: pd.Series | bool = False,
) -> pd.DataFrame:
    """Why an asset, or one placement of it, is listed: a row a reason.

    Columns: ``asset_id``, ``item_id`` (empty: wherever the asset is), ``how`` and ``said``; of a name also ``field``
    and ``is_sure``.
    """
    rows = {"asset_id": asset, "item_id": item, "how": how, "said": said, "field": field, "is_sure": is_sure}
    texts = dict.fromkeys(("asset_id", "item_id", "how", "said", "field"), "str")
    return pd.DataFrame(rows, index=asset.index).astype({**texts, "is_sure": "bool"})


def _pictures(audit: Audit) -> pd.Series:
    """Asset → picture, of those that are placed."""
    return audit.items.drop_duplicates("asset_id").set_index("asset_id")["picture_id"]


def _shown(audit: Audit, sought: Sought, pictures: pd.Series) -> pd.DataFrame:
    """Where they are known to be shown, or possibly, by exports, tags and answers.

    What is written of who is shown, and means nobody for sure, may mean them: "Ada Fern (left)", "Ada", "Ada's class".
    """
    listed = audit.assets[["asset_id", "groups"]].rename(columns={"groups": "person_ref"}).dropna(subset="person_ref")
    rows = pd.concat([audit.appearances, listed.assign(evidence="listed", presence="possibly")], ignore_index=True)
    called = match_people(rows["person_ref"], sought.people[sought.people["person_id"].eq(sought.who)])
    is_open = rows["person_id"].isna()
    is_theirs = rows["person_id"].eq(sought.who).fillna(False) | (is_open & called.notna())
    perhaps = is_open & ~is_theirs
    perhaps[perhaps] = sought.mentioned(rows.loc[perhaps, "person_ref"]).ne("no")
    rows = rows.assign(presence=rows["presence"].mask(perhaps, "possibly"))[is_theirs | perhaps].reset_index(drop=True)
    picture = map_values(rows["asset_id"], pictures).fillna(rows["asset_id"])
    is_copy = picture.ne(rows["asset_id"])
    how = pd.Series("shown", index=rows.index, dtype="str").mask(is_copy, "copy")
    how = how.mask(rows["presence"].eq("possibly").fillna(False), "possibly")
    said = rows["evidence"].map(SAID_BY).fillna(SAID_BY["listed"]).astype("str")
    said = said.mask(how.eq("possibly"), "may be one of those shown: " + said)
    return _told(rows["asset_id"], how, said.mask(is_copy, said + "; the same picture as " + picture))


def _named(audit: Audit, sought: Sought, pictures: pd.Series) -> pd.DataFrame:
    """Where a text means them, or may: of a picture wherever it is, of a page there alone."""
    items, files = audit.items, audit.files
    parts: list[tuple[pd.DataFrame, str, str | None]] = [
        (items, column, "item_id") for column in (*OF_PICTURE, *OF_PAGE)
    ]
    parts += [(files, column, None) for column in OF_FILE]
    parts += [(audit.assets, column, None) for column in ("url", "platform_found")]
    found = []
    for frame, column, key in parts:
        texts = frame.loc[frame[column].notna(), ["asset_id", *([key] if key else []), column]]
        said = sought.mentioned(texts[column])
        if column in FILE_NAMES:  # as what it is, and as people type it
            machine = sought.mentioned(texts[column], field="file" if column != "page_url" else column)
            said = said.mask(machine.eq("yes") | (said.eq("no") & machine.eq("possible")), machine)
        texts, said = texts[said.ne("no")], said[said.ne("no")]
        item = texts[key] if key else None
        found.append(_name_told(texts["asset_id"], item, column, said.eq("yes")))
    near = audit.names[audit.names["field"].eq("text_near")]
    near = near[near["person_ids"].map(lambda ids: sought.who in ids).astype(bool)]
    near = near.merge(items[["item_id", "asset_id"]], on="item_id")
    alone = near["level"].eq("full") & near["person_ids"].map(len).eq(1)
    found.append(_name_told(near["asset_id"], near["item_id"], "text_near", alone))
    told = pd.concat(found, ignore_index=True)
    # Who is named beside a picture is perhaps shown in it, wherever else that is.
    about = told[~told["field"].isin([*OF_PAGE, "text_near"])]
    about = about.assign(picture=map_values(about["asset_id"], pictures)).dropna(subset="picture")
    others = pictures.rename("picture").rename_axis("other").reset_index()
    spread = about.drop_duplicates(["picture", "field"]).merge(others, on="picture").query("other != asset_id")
    elsewhere = _told(spread["other"], "possibly", spread["said"] + ", beside the same picture")
    return pd.concat([told, elsewhere], ignore_index=True)


def _name_told(asset: pd.Series, item: pd.Series | None, field: str, is_sure: pd.Series) -> pd.DataFrame:
    words = pd.Series("named in the ", index=asset.index, dtype="str").mask(~is_sure, "perhaps named in the ")
    return _told(asset, "possibly", words + CALLED[field], item=item, field=field, is_sure=is_sure)


def _uncompared(audit: Audit, told: pd.DataFrame) -> pd.DataFrame:
    """Uploads that lie where one of theirs does, and whose bytes nobody could compare."""
    placed = audit.items.drop_duplicates("asset_id")[["asset_id", "place_id", "image_hash", "picture_id"]]
    sure = placed[placed["asset_id"].isin(told.loc[told["how"].isin(FOUND_AS[:2]), "asset_id"])]
    both = sure.merge(placed.dropna(subset="place_id"), on="place_id", suffixes=("", "_of_other"))
    both = both[both["picture_id"].ne(both["picture_id_of_other"])]
    both = both[both["image_hash"].isna() | both["image_hash_of_other"].isna()]
    return _told(both["asset_id_of_other"], "possibly", "lies under the same name as " + both["asset_id"])


def _alike(told: pd.DataFrame, audit: Audit) -> pd.DataFrame:
    """What looks like a picture that shows or may show them."""
    pairs = audit.alike[audit.alike["alike_id"].isin(told["asset_id"])]
    return _told(pairs["asset_id"], "alike", "looks like " + pairs["alike_id"])


def _in_group(audit: Audit, sought: Sought) -> pd.DataFrame:
    """Where a group that may include them is named, or the page is of their class: not everyone shown is known."""
    person = sought.people[sought.people["person_id"].eq(sought.who)].iloc[0]
    items = audit.items
    is_open = ~items["people_complete"].fillna(False).astype(bool) & items["shows"].ne("nobody").fillna(True)
    if person["role"] == "pupil":
        is_open &= items["shows"].ne("staff").fillna(True)
    items = items[is_open]
    year = _year_then(items, person, audit)
    classes = {fold_name(name) for name in audit.people["group"].dropna()}
    own = fold_name(person["group"]) if pd.notna(person["group"]) else ""
    this_year = _school_year(audit.as_of, audit)
    level = year_called(own)
    if level is not None and level != this_year - (person["reception_in"] if year.notna().any() else 0):
        year = year.mask(year.notna())  # where classes are numbered otherwise, no number tells a year
    begins = pd.Timestamp(first_day_of_year(this_year, audit.policy.terms))
    is_now = items["published_on"].ge(begins).fillna(False)
    named = (
        pd.DataFrame({"line": items["groups"].str.split("\n"), "year": year, "is_now": is_now})
        .explode("line")
        .dropna(subset="line")
    )
    may = [
        _may_include(line, None if pd.isna(then) else int(then), own, classes if now else set(), person["role"])
        for line, then, now in named[["line", "year", "is_now"]].itertuples(index=False)
    ]
    named = named[pd.Series(may, index=named.index, dtype="bool")]
    groups = items.loc[named.index, ["asset_id", "item_id"]].assign(line=named["line"].astype("str"))
    # Whom register or list has in a group on that day is one who may be shown, whatever the group's name tells.
    theirs = audit.placed["person_id"].eq(sought.who).fillna(False) & audit.placed["evidence"].eq("group").fillna(False)
    known = audit.items[audit.items["item_id"].isin(audit.placed.loc[theirs, "item_id"])]
    known = known[["asset_id", "item_id", "groups"]].assign(line=known["groups"].str.replace("\n", "; "))
    groups = pd.concat([groups, known.drop(columns="groups")], ignore_index=True)
    told = [_told(groups["asset_id"], "possibly", "group named: " + groups["line"], item=groups["item_id"])]
    if person["role"] == "pupil":
        told += [_class_pages(items, year, own)]
    return pd.concat(told, ignore_index=True)


def _school_year(day: object, audit: Audit) -> int:
    day = pd.Timestamp(day)  # type: ignore[arg-type]
    return int(day.year) - int(day < pd.Timestamp(first_day_of_year(day.year, audit.policy.terms)))


def _year_then(items: pd.DataFrame, person: pd.Series, audit: Audit) -> pd.Series:
    """Their year group when each picture was published (Reception: 0); empty where that is not known."""
    days = items["published_on"]
    if pd.isna(person["reception_in"]) or person["role"] != "pupil":
        return pd.Series(pd.NA, index=items.index, dtype="Int64")
    begins = {
        int(year): pd.Timestamp(first_day_of_year(int(year), audit.policy.terms))
        for year in days.dt.year.dropna().unique()
    }
    early = days.lt(days.dt.year.map(begins).astype(days.dtype)).astype("Int64")
    year: pd.Series = days.dt.year.astype("Int64") - early - int(person["reception_in"])
    return year


def _may_include(line: str, year: int | None, own: str, classes: set[str], role: object) -> bool:
    """Whether a named group may include somebody; no only where it is another year group, class of now, or staff."""
    word = fold_name(line)
    if (role == "pupil" and no_name(line) == "staff") or no_name(line) == "nobody":
        return False
    if role == "staff" and (no_name(line) == "pupils" or word in classes):
        return False
    if word == own and classes:
        return True
    level = year_called(line)
    if level is not None and year is not None:
        return level == year
    return word == own or word not in classes


def _class_pages(items: pd.DataFrame, year: pd.Series, own: str) -> pd.DataFrame:
    """Where a text names their class or year group, as it was on the day of the picture."""
    fields = ("page_title", "page_url", *OF_PICTURE)
    told = []
    for then in [*year.dropna().unique(), None]:
        of_year = items[year.isna() if then is None else year.eq(then).fillna(False)]
        words = _class_words(None if then is None else int(then), own)
        for column in fields if words else ():
            texts = of_year[column].dropna()
            distinct = pd.Series(texts.unique(), dtype="str")
            is_named = distinct.map(fold_name).astype("str").str.contains(words, regex=True)
            rows = of_year.loc[texts.index[texts.isin(distinct[is_named])]]
            told.append(
                _told(rows["asset_id"], "possibly", f"{CALLED[column]} names their class or year", item=rows["item_id"])
            )
    return pd.concat(told, ignore_index=True) if told else _told(pd.Series(dtype="str"), "", pd.Series(dtype="str"))


def _class_words(year: int | None, own: str) -> str:
    """A pattern for what a pupil's class may be called; of a day that is not known, the class of today alone."""
    words = [re.escape(own)] if own else []
    if year is not None and year > 0:
        words += [rf"(?:year|yr|y|class|form)s? ?0?{year}(?: ?[a-z]{{1,2}})?", rf"{year}[a-z]"]
    elif year == 0:
        words += [_EARLY]
    return rf"(?<!\w)(?:{'|'.join(words)})(?!\w)" if words else ""


def _joined(told: pd.DataFrame, key: str) -> pd.DataFrame:
    """By placement or asset: how sure the surest reason is, and all of them in words."""
    rank = told["how"].map({how: place for place, how in enumerate(FOUND_AS)})
    ordered = told.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates([key, "said"])
    groups = ordered.groupby(key, sort=False)
    return pd.DataFrame({"how_sure": groups["how"].first(), "evidence": groups["said"].agg("; ".join)})


def _placements(audit: Audit, told: pd.DataFrame) -> pd.DataFrame:
    """A row a placement: with what is said of it, and what is said of its asset wherever it is."""
    items = audit.items
    wide = told[told["item_id"].isna()].drop(columns="item_id").merge(items[["item_id", "asset_id"]], on="asset_id")
    reasons = _joined(pd.concat([told[told["item_id"].notna()], wide], ignore_index=True), "item_id")
    return items.join(reasons, on="item_id", how="inner").assign(what="placement", address=items["url"])


def _files(audit: Audit, told: pd.DataFrame) -> pd.DataFrame:
    """A row a file of each of those assets: those that exports list, and those that only visits remember."""
    reasons = _joined(told, "asset_id")
    seen = last_seen(audit.visits, audit.policy.timezone)
    both = audit.files[["file_id", "asset_id", "url", "path"]].merge(
        seen[["file_id", "asset_id", "url", "state", "seen_on"]].rename(columns={"url": "url_seen"}),
        on=["file_id", "asset_id"],
        how="outer",
    )
    both = both.join(reasons, on="asset_id", how="inner")
    channels = audit.items.drop_duplicates(["asset_id", "channel"]).groupby("asset_id")["channel"].agg(", ".join)
    site = pd.concat([audit.assets, audit.visits]).drop_duplicates("asset_id").set_index("asset_id")["site"]
    return both.assign(
        what="file",
        site=map_values(both["asset_id"], site),
        channel=map_values(both["asset_id"], channels.astype("str")),
        address=both["url"].fillna(both["url_seen"]).fillna(both["path"]),
        does=both["state"],
    )


def _flags(rows: pd.DataFrame, told: pd.DataFrame, audit: Audit) -> dict[str, pd.Series]:
    """Whether a name of theirs stands in the texts beside each, in the name of its file, and in the file."""
    named = told[told["field"].notna()]
    beside = [*OF_PICTURE, *OF_PAGE, "text_near"]
    unread = audit.files.loc[audit.files["status"].ne("ok") | audit.files["texts_cut"].fillna(False), "asset_id"]

    def flag(fields: list[str]) -> pd.Series:
        here = named[named["field"].isin(fields)]
        yes, maybe = (
            rows["asset_id"].isin(part.loc[part["item_id"].isna(), "asset_id"])
            | rows["item_id"].isin(part["item_id"].dropna())
            for part in (here[here["is_sure"]], here)
        )
        return yes.astype("boolean").mask(maybe & ~yes)

    within = flag(["texts", "person_names", "platform_found"])
    return {
        "named_in_text": flag([name for name in beside if name != "page_url"]),
        "named_in_file_name": flag(["url", "path", "page_url"]),
        "named_in_metadata": within.mask(~within.fillna(True) & rows["asset_id"].isin(unread)),
    }


def _to_do(rows: pd.DataFrame, audit: Audit) -> dict[str, pd.Series]:
    """What to do about each, as its channel allows it, and where."""
    unused = audit.items.loc[audit.items["in_use"].eq(False).fillna(False), "item_id"]
    cases = pd.DataFrame(
        {
            "how": rows["how_sure"],
            "what": rows["what"],
            "channel": rows["channel"].fillna("").str.split(", ").str[0],
            "in_use": ~rows["item_id"].isin(unused),
            "named": rows["evidence"].str.contains("(?:^|; )named in the ", regex=True),
            "is_on_the_web": rows["address"].map(is_url, na_action="ignore").eq(True),
        }
    )
    distinct = cases.drop_duplicates()
    said = pd.Series([_fix(*case) for case in distinct.itertuples(index=False)], pd.MultiIndex.from_frame(distinct))
    edited = audit.items.drop_duplicates("asset_id").set_index("asset_id")["edit_url"]
    upload = map_values(rows["asset_id"], edited)
    page = rows["page_edit_url"].fillna(upload).fillna(rows["page_url"]) if "page_edit_url" in rows else upload
    return {
        "to_do": said.reindex(pd.MultiIndex.from_frame(cases)).set_axis(rows.index).astype("str"),
        "where": page.where(rows["what"].eq("placement"), upload).fillna(rows["address"]),
    }


def _fix(how: str, what: str, channel: str, in_use: bool, named: bool, is_on_the_web: bool) -> str:
    """What to do on a channel about what is or may be shown there, and about a name."""
    gone = RULE["consent.refused"].fix_on(channel, in_use=in_use)
    if what == "file":
        gone = f"{gone} the file itself{', and purge the cache' if is_on_the_web else ''}"
    if how in FOUND_AS[:2]:
        return gone
    if how == FOUND_AS[3]:
        return SAME.format(gone)
    name = RULE["names.full"].fix_on(channel, in_use=in_use)
    return f"{name}. {LOOK.format(gone)}" if named and what == "placement" and name != gone else LOOK.format(gone)
