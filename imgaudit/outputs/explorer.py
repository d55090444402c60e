"""The pictures of an audit to look at in a notebook: a verdict on each, filters, answers, and a list of what to do.

Rows, pictures and answers go to and fro as messages between the page and the kernel. None of it is state of the widget,
so nothing of it is saved with a notebook: neither a picture nor a title. What is drawn is ``explorer.js``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.actions import RANKS, called, find_actions, no_page
from imgaudit.answers import save_answers
from imgaudit.audit import Audit
from imgaudit.covering import EDGES, checked_boxes, load_boxes, save_boxes, with_boxes
from imgaudit.errors import ImgauditError
from imgaudit.files import absolute_path
from imgaudit.frames import map_values
from imgaudit.media.extras import how_to_install
from imgaudit.outputs.excel_safety import web_link
from imgaudit.outputs.workbook.answering import answer_given
from imgaudit.outputs.workbook.links import picture_name
from imgaudit.outputs.workbook.reviewing import look_given
from imgaudit.outputs.workbook.who_is_shown import CHOICES, known_so_far
from imgaudit.people import hide_names, name_hider
from imgaudit.picture_verdicts import picture_verdicts
from imgaudit.previews import previews, previews_path, seen
from imgaudit.remembering import cache_named
from imgaudit.reviews import save_reviews
from imgaudit.tables import ANSWERS, BOXES, REVIEWS
from imgaudit.terms import term_of
from imgaudit.wording import channel_name, in_plain, long_day, term_name

WHERE = "explorer"
"""What stands as the workbook of an answer that was given here."""
BROKEN = "This could not be done, and nothing of it is kept: run the cell again."
MOST_AT_ONCE = 64
"""Small copies that one request may ask for."""
LARGE = 640
"""The longest side of the one picture on which boxes are drawn [pixels]; it is kept nowhere."""
BY_ROLE = ("published", "original", "served", "resized")
"""Which file of a picture is shown, the first that could be read."""
NO_FILE = "No file of it is known: open it by its link."
UNREAD = {
    "not_fetched": "Not fetched: no copy of it is on this machine.",
    "missing": "Its file is not where the export says.",
    "unreadable": "Its file cannot be opened.",
    "damaged": "Its file is damaged.",
    "empty": "Its file is empty.",
    "unrecognised": "Its file is no picture.",
    "unsupported": "Its file cannot be drawn here.",
    "too_large": "Its file is too large.",
}
"""Status of a file → what is said in the place of its picture."""
BY_KIND = {"video": "A video: open it by its link.", "document": "A document: open it by its link."}
_HERE = Path(__file__)


class Explorer:
    """What :func:`explore` shows. The last expression of a cell shows it; give it a name to ask it.

    - ``selected``: the placements that were marked, rows of ``audit.items``.
    - ``answers``, ``reviews``: what was said in it, as the tables of these names.
    - ``boxes``: what is to be covered, as drawn in it, for ``ia.cover(view.boxes, "covered")``.
    """

    def __init__(self, audit: Audit, keep: Mapping[str, Path | None], cache: Path | None) -> None:
        self._audit, self._keep, self._cache = audit, keep, cache
        self._hide = name_hider(audit)
        self._items = audit.items.reset_index(drop=True)
        self._actions = find_actions(audit)
        self._files, self._why = _files(audit)
        self._marked: list[int] = []
        self._turns: dict[str, int | None] = {}
        self.answers, self.reviews = ANSWERS.empty(), REVIEWS.empty()
        drawn_before = keep["boxes"]
        self.boxes = load_boxes(drawn_before) if drawn_before and drawn_before.exists() else BOXES.empty()
        self._screen: Any = None

    def __repr__(self) -> str:
        """Counts only, as of an audit."""
        return f"<Explorer: {len(self._items):,} placements, {len(self._marked):,} marked>"

    @property
    def selected(self) -> pd.DataFrame:
        """The placements that are marked, for ``audit.where(view.selected)``."""
        return self._audit.items.iloc[self._marked]

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self._screen = self._screen or _screen(self.answer)
        shown = self._screen._repr_mimebundle_(**kwargs)
        data = shown[0] if isinstance(shown, tuple) else shown
        data["text/plain"] = repr(self)
        return shown

    def answer(self, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """What the page is told on a message of it, and the pictures that go with that."""
        ways: dict[str, Callable[[dict[str, Any]], dict[str, Any] | tuple[dict[str, Any], list[bytes]]]] = {
            "rows": lambda _: self._rows(),
            "pictures": self._pictures,
            "mark": self._mark,
            "about": self._about,
            "shows": self._say_who,
            "looked": self._say_looked,
            "large": self._large,
            "cover": self._say_covered,
        }
        try:
            told = ways[asked["ask"]](asked)
        except ImgauditError as error:
            told = {"error": str(error)}
        reply, pictures = told if isinstance(told, tuple) else (told, [])
        return {**reply, "to": asked.get("id")}, pictures

    def _at(self, asked: Any) -> list[int]:
        """The rows that a message names, each of which there is."""
        rows = [int(row) for row in asked]
        if not all(0 <= row < len(self._items) for row in rows):
            raise IndexError("no such row")
        return rows

    def _rows(self) -> dict[str, Any]:
        """All that is filtered, sorted and read, as columns: words once, and which of them stands in each row."""
        items, hide, audit = self._items, self._hide, self._audit
        title = called(items, hide)
        told = picture_verdicts(items, self._actions, is_part=audit.is_part)
        acts = self._actions.assign(order=self._actions["severity"].map(RANKS)).sort_values("order", kind="stable")
        work = acts.groupby(["asset_id", "channel"], sort=False)
        here = pd.MultiIndex.from_frame(items[["asset_id", "channel"]])
        practices = work["practice"].agg(lambda names: ",".join(dict.fromkeys(names.map(in_plain))))
        page = hide.column(items["page_title"]).fillna(
            items["page_url"].map(lambda url: hide(url, machine=True), na_action="ignore").astype("str")
        )
        columns = {
            "picture": items["picture_id"],
            "title": pd.Series(
                [
                    picture_name(None if pd.isna(t) else t, None if pd.isna(u) else u, hide)
                    for t, u in zip(title, items["url"], strict=True)
                ]
            ),
            "alt": hide.column(items["alt_text"]),
            "caption": hide.column(items["caption"]).str.slice(0, 300),
            "page": page.fillna(no_page(items)),
            "page_link": items["page_url"].map(web_link, na_action="ignore"),
            "link": items["url"].map(web_link, na_action="ignore"),
            "edit_link": items["page_edit_url"].fillna(items["edit_url"]).map(web_link, na_action="ignore"),
            "channel": items["channel"].map(channel_name),
            "practice": practices.reindex(here).set_axis(items.index),
            "severity": work["severity"].first().reindex(here).set_axis(items.index),
            "verdict": map_values(items["picture_id"], told["verdict"]),
            "reason": map_values(items["picture_id"], told["reason"]),
            "term": _terms(items, audit),
            "day": items["published_on"].dt.strftime("%Y-%m-%d"),
        }
        kept = self._keep["answers"] is not None and self._keep["reviews"] is not None
        return {
            "columns": {name: _coded(column) for name, column in columns.items()},
            "n": len(items),
            "title": hide(f"{audit.policy.school}, {term_name(audit.term) if audit.term else audit.as_of}"),
            "marked": self._marked,
            "is_part": audit.is_part,
            "kept": kept,
            "choices": CHOICES,
        }

    def _pictures(self, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        rows = self._at(asked["rows"])[:MOST_AT_ONCE]
        assets = [*self._items["asset_id"].iloc[rows]]
        paths = [self._files[asset] for asset in assets if asset in self._files]
        drawn = dict(zip(paths, previews(paths, self._cache), strict=True))
        told = [
            drawn[self._files[asset]] if asset in self._files else self._why.get(asset, NO_FILE) for asset in assets
        ]
        return (
            {"rows": rows, "why": [None if isinstance(one, bytes) else one for one in told]},
            [one for one in told if isinstance(one, bytes)],
        )

    def _mark(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._marked = sorted(set(self._at(asked["rows"])))
        return {"marked": len(self._marked)}

    def _about(self, asked: dict[str, Any]) -> dict[str, Any]:
        """All that is known of one picture: what to do about it, and who is known to be shown."""
        (row,) = self._at([asked["row"]])
        same = self._items["picture_id"].eq(self._items["picture_id"].iloc[row])
        actions = self._actions[self._actions["asset_id"].isin(self._items.loc[same, "asset_id"])]
        words = actions[["channel", "severity", "problem", "fix", "status", "due_on"]]
        words = words.assign(
            channel=words["channel"].map(channel_name), due_on=words["due_on"].map(long_day, na_action="ignore")
        )
        known = known_so_far(self._audit, self._items.loc[[row]], self._hide).iloc[0]
        return {
            "row": row,
            "actions": words.astype("object").where(words.notna(), None).to_dict("records"),
            "known": None if pd.isna(known) else known,
        }

    def _say_who(self, asked: dict[str, Any]) -> dict[str, Any]:
        (row,) = self._at([asked["row"]])
        said = {name: str(asked.get(name) or "") for name in ("shows", "people", "people_complete")}
        told = answer_given(self._items["asset_id"].iloc[row], said, self._audit, WHERE)
        self.answers = pd.concat([self.answers, told.answers], ignore_index=True)
        problems = [*hide_names(told.problems, self._audit)["reason"].dropna()]
        if told.answers.empty:
            return {"row": row, "said": " ".join(["Nothing was said, so nothing is kept.", *problems])}
        where = self._keep["answers"]
        kept = _kept(lambda: save_answers(told, where) if where else None, where)
        return {"row": row, "said": " ".join([kept, "It counts from the next audit on.", *problems]), "answered": True}

    def _say_looked(self, asked: dict[str, Any]) -> dict[str, Any]:
        rows = self._at(asked["rows"])
        today = datetime.now(ZoneInfo(self._audit.policy.timezone)).date()
        said = {name: str(asked.get(name) or "") for name in ("looked_at_by", "necessity")}
        assets = dict.fromkeys(self._items["asset_id"].iloc[rows])
        told = look_given(assets, said, self._audit, today, WHERE)
        self.reviews = pd.concat([self.reviews, told.reviews], ignore_index=True)
        where = self._keep["reviews"]
        kept = _kept(lambda: save_reviews(told, where) if where else None, where)
        return {"rows": rows, "said": f"{kept} It counts in audits of {long_day(today)} and later.", "looked": True}

    def _large(self, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """One picture large, and the boxes drawn on it; or why it is not there."""
        (row,) = self._at([asked["row"]])
        asset = self._items["asset_id"].iloc[row]
        if asset not in self._files:
            return {"row": row, "why": self._why.get(asset, NO_FILE)}, []
        path = absolute_path(self._files[asset])
        picture, self._turns[path] = seen(path, LARGE)
        if isinstance(picture, str):
            return {"row": row, "why": picture}, []
        boxes = self.boxes.loc[self.boxes["path"].eq(path) & ~self.boxes["unit"].eq("px").fillna(False), [*EDGES]]
        return {"row": row, "why": None, "boxes": boxes.to_numpy().tolist()}, [picture]

    def _say_covered(self, asked: dict[str, Any]) -> dict[str, Any]:
        (row,) = self._at([asked["row"]])
        item = self._items.iloc[row]
        path = absolute_path(self._files[item["asset_id"]])
        files = self._audit.files
        hashes = files.loc[files["path"].eq(self._files[item["asset_id"]]), "image_hash"].dropna()
        about = {
            "asset_id": item["asset_id"],
            "site": item["site"],
            "path": path,
            "image_hash": next(iter(hashes), None),
            "orientation": self._turns.get(path),
        }
        rows = [{**about, **dict(zip(EDGES, map(float, box), strict=True)), "unit": "share"} for box in asked["boxes"]]
        new = checked_boxes(pd.DataFrame(rows, columns=[*BOXES.columns]), "The picture's boxes")
        self.boxes = with_boxes(self.boxes, new, path)
        where = self._keep["boxes"]
        kept = _kept(lambda: save_boxes(new, where, path) if where else None, where)
        source = f'"{where.name}"' if where else "view.boxes"
        return {"row": row, "said": f'{kept} Copies with them covered: ia.cover({source}, "covered").'}


def _kept(save: Callable[[], object], where: Path | None) -> str:
    """Whether what was said is on disk: where it is not, it is in the notebook's memory alone."""
    if where is None:
        call = "ia.explore(audit, answers=…, reviews=…, boxes=…)"
        return f"Not kept on disk: it is gone with this notebook's kernel. Call {call}."
    try:
        save()
    except ImgauditError as error:
        return f"NOT kept on disk, only until this notebook's kernel ends: {error}"
    return f"Kept in {where.name}."


def explore(
    audit: Audit,
    *,
    answers: str | os.PathLike[str] | None = None,
    reviews: str | os.PathLike[str] | None = None,
    boxes: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | bool = True,
) -> Explorer:
    """Look at the pictures of an audit in a notebook: filter, mark, answer, and see a verdict on each.

    Pictures are blurred until asked for; the blur is on the screen alone. They come from the files on this machine,
    96 pixels small, when they are scrolled to, and are never saved with the notebook; nothing is loaded from elsewhere.
    Of each picture it says in one word, and why: *Fix*, *Ask*, or *Fine*, never said while anything is unknown.

    Parameters
    ----------
    audit
        The audit, whole or narrowed. Names are hidden as its policy says.
    answers, reviews
        Files in which what is said here of who is shown, and that somebody looked, is kept at once
        (:func:`save_answers`, :func:`save_reviews`). Without them it is in ``view.answers`` and ``view.reviews`` alone.
    boxes
        A ``.csv`` in which the boxes drawn here are kept, for :func:`cover`; without it they are in ``view.boxes``.
    cache
        The cache of scans, beside which small copies are kept for you alone; ``True`` for the usual one, ``False`` to
        keep none. :func:`forget` and ``imgaudit cache --clear`` delete them.

    Returns
    -------
    The view: ``view.selected`` is what was marked, so ``write_workbook(audit.where(view.selected), "part.xlsx")``
    writes the action list of it.

    Raises
    ------
    InputError
        When it is no audit.
    ImgauditError
        When the extra ``notebooks`` is not installed.
    """
    _anywidget()
    given = {"answers": answers, "reviews": reviews, "boxes": boxes}
    keep = {name: None if path is None else Path(path) for name, path in given.items()}
    place = cache_named(cache)
    return Explorer(audit, keep, previews_path(place) if place else None)


def _anywidget() -> Any:
    try:
        import anywidget
    except ImportError as error:
        remedy = how_to_install("notebooks", "jupyterlab anywidget")
        raise ImgauditError(f"Looking at pictures in a notebook needs more packages: {remedy}.") from error
    return anywidget


def _screen(answer: Callable[[Any], tuple[dict[str, Any], list[bytes]]]) -> Any:
    """The widget that draws it; its state is the page's script and styles, and nothing of the audit."""
    drawn = {"_esm": _HERE.with_suffix(".js"), "_css": _HERE.with_suffix(".css")}
    screen = type("Screen", (_anywidget().AnyWidget,), drawn)()

    def told(_: Any, asked: Any, __: Any) -> None:
        try:
            screen.send(*answer(asked))
        except BaseException:  # said on the page too, where somebody waits; the traceback is the kernel's
            screen.send({"to": asked.get("id"), "error": BROKEN})
            raise

    screen.on_msg(told)
    return screen


def _files(audit: Audit) -> tuple[dict[str, str], dict[str, str]]:
    """Asset → the file that is shown of it, or why none is."""
    files = audit.files[audit.files["role"].isin(BY_ROLE)]
    files = files.assign(order=files["role"].map({role: at for at, role in enumerate(BY_ROLE)}))
    files = files.sort_values("order", kind="stable")
    read = files[files["status"].eq("ok").fillna(False) & files["path"].notna()].drop_duplicates("asset_id")
    others = files[~files["asset_id"].isin(read["asset_id"])].drop_duplicates("asset_id")
    why = others["status"].map(UNREAD).fillna(NO_FILE).set_axis(others["asset_id"])
    kinds = audit.items.drop_duplicates("asset_id").set_index("asset_id")["kind"].map(BY_KIND).dropna()
    paths = read[~read["asset_id"].isin(kinds.index)]
    return dict(zip(paths["asset_id"], paths["path"], strict=True)), {**why, **kinds}


def _terms(items: pd.DataFrame, audit: Audit) -> pd.Series:
    """The term in which each placement was published, as the policy of its site has them."""
    days = items[["site", "published_on"]].drop_duplicates().dropna()
    policies = audit.policies
    terms = [
        term_of(day.date(), policies[site].terms) for site, day in zip(days["site"], days["published_on"], strict=True)
    ]
    named = pd.Series([term and term_name(term) for term in terms], pd.MultiIndex.from_frame(days), dtype="str")
    return named.reindex(pd.MultiIndex.from_frame(items[["site", "published_on"]])).set_axis(items.index)


def _coded(column: pd.Series) -> dict[str, list[Any]]:
    """A column as its words, each once, and which of them stands in each row; -1 for nothing."""
    codes, words = pd.factorize(column)
    return {"codes": codes.tolist(), "words": [str(word) for word in words]}
