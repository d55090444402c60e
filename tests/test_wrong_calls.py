"""Wrong calls of every public function: an error that names what was given, what is wanted and how to get it."""

from __future__ import annotations

import csv
import dataclasses
import gc
import inspect
import pickle
import typing
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_terms import audit as made
from made_terms import picture, register

import imgaudit as ia
from imgaudit import tables
from imgaudit.errors import InputError

FUNCTIONS = [name for name in ia.__all__ if inspect.isfunction(getattr(ia, name))]
ARGUMENTS = {name: inspect.signature(getattr(ia, name)).parameters for name in FUNCTIONS}
OTHER = pd.DataFrame({"other": [1]})


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Arguments that are right, by name; ``function.name`` where one function means something else by it."""
    top = tmp_path_factory.mktemp("calls")
    who = register(Ada="granted")
    audit = made("1", picture("p", who=["Ada"]), who=who)
    exports = top / "exports"
    exports.mkdir()
    (exports / "list.csv").write_text("file,page,channel\na.jpg,https://e.example/x,website\n", encoding="utf-8")
    (top / "register.csv").write_text("UPN,Forename,Surname,Website\nZ1,Ada,Adason,Yes\n", encoding="utf-8")
    (top / "audit.toml").write_text('exports = "exports"\nreceived = "received"\nsite = "s"\n', encoding="utf-8")
    (top / "received").mkdir()
    (top / "policy.toml").touch()
    inventory = ia.read_inventory(exports, site="s")
    ia.save_audit(audit, top / "history")
    ia.save_audit(made("2", picture("p", who=["Ada"]), who=who), top / "history")
    book = ia.write_workbook(audit, top / "actions.xlsx")
    answers, decisions, reviews = (read(book, audit) for read in (ia.read_answers, ia.read_decisions, ia.read_reviews))
    kept = [top / f"{name}.parquet" for name in ("answers", "decisions", "reviews")]
    ia.save_answers(answers, kept[0])
    ia.save_decisions(decisions, kept[1])
    ia.save_reviews(reviews, kept[2])
    return {
        "audit": audit, "inventory": inventory, "register": who, "frame": audit.items, "people": audit.people,
        "records": audit.records, "files": audit.files, "texts": pd.Series(["Ada"]), "rates": ia.exposure(audit.items),
        "card": ia.scorecard(audit), "trends": ia.trends(top / "history"), "history": top / "history",
        "save_audit.history": top / "history too", "config": top / "audit.toml", "workbook": book, "workbooks": book,
        "answers": answers, "decisions": decisions, "reviews": reviews, "item_id": audit.items["item_id"].iloc[0],
        "flags": ["has_location"], "practice": "consent", "person": "Ada Adason", "address": "http://127.0.0.1:9/",
        "folder": top / "copy", "out_dir": top / "clean", "store": top / "visits.sqlite",
        "read_inventory.path": exports, "recognise_exports.path": exports, "read_register.path": top / "register.csv",
        "load_answers.path": kept[0], "load_decisions.path": kept[1], "load_reviews.path": kept[2],
        "load_config.path": top / "audit.toml", "load_policy.path": top / "policy.toml",
        "read_registers.path": ia.write_registers(top / "registers.xlsx", site="s"), "write_table.path": top / "t.csv",
        "write_workbook.path": top / "w.xlsx", "write_registers.path": top / "r.xlsx", "path": top / "page.html",
        "save_answers.path": kept[0], "save_decisions.path": kept[1], "save_reviews.path": kept[2],
        "copies": tables.WITHDRAWN.empty(), "who": "Ada Adason", "progress": False, "cache": False, "yes": True,
    }  # fmt: skip


def arguments(name: str, right: dict[str, Any]) -> dict[str, Any]:
    """What a right call of a function is given."""
    known = {key: right.get(f"{name}.{key}", right.get(key, right["folder"])) for key in ARGUMENTS[name]}
    asked = {key for key, each in ARGUMENTS[name].items() if each.default is each.empty}
    return {key: value for key, value in known.items() if key in asked | {"progress", "cache", "yes"}}


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_no_argument_can_be_is_refused_before_anything_is_done(name: str, right: dict[str, Any]):
    for option in ARGUMENTS[name]:
        for wrong in (object(), b"bytes", 3j):
            if option == "key" and wrong == b"bytes":
                continue
            with pytest.raises(ia.InputError, match=rf"^{name}\({option}=…\) takes .+, not a \w+\."):
                getattr(ia, name)(**{**arguments(name, right), option: wrong})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrong_call_ends_in_an_error_of_ours_or_in_an_answer(
    name: str, right: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)  # what is written to "no such" is written here
    hints = typing.get_type_hints(inspect.unwrap(getattr(ia, name)), localns=vars(ia))
    function, fine = getattr(ia, name), arguments(name, right)
    for option, given in ARGUMENTS[name].items():
        if option == "address":  # would be asked for
            continue
        kind = str(hints[option])
        wrong: list[Any] = [None, 7, -1, float("nan"), [], [1], OTHER, right["audit"], right["inventory"], pd.NaT]
        if "str" in kind:
            wrong += ["no such", "", tmp_path / "nowhere" / "x", tmp_path, tmp_path / "a.docx", "a\0b", "x" * 5000]
        if "DataFrame" in kind:
            wrong += [pd.DataFrame(), OTHER.head(0), right["audit"].people, right["card"]]
        if kind in ("<class 'int'>", "int | None", "<class 'float'>"):
            wrong += [0, 10**9]
        for value in wrong:
            if given.default is not given.empty and value is given.default:
                continue
            try:
                function(**{**fine, option: value})
            except ia.ImgauditError:
                continue


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("run_audit", {"inventory": 3}, "run_audit(inventory=…) takes what read_inventory(), visit() or visited() ga"),
        ("run_audit", {"media": "m"}, "media=…) takes a frame or None, not 'm'. media: What scan() gave."),
        ("run_audit", {"media": OTHER}, "The frame has no column 'file_id' of the table 'media'. Known: other."),
        ("run_audit", {"faces": OTHER}, "The frame has no column 'file_id' of the table 'faces'. Known: other."),
        ("run_audit", {"as_of": "soon"}, "as_of='soon' is not a date such as 2025-12-19 or 19/12/2025."),
        ("run_audit", {"explained": {"s": "gone"}}, "explained: no export 's' was read"),
        ("write_workbook", {"audit": OTHER}, "takes what audit_config() or run_audit() gave, not a frame. audit: The"),
        ("explain", {"audit": None}, "explain(audit=…) takes what audit_config() or run_audit() gave, not None."),
        ("explain", {"item_id": "x"}, "'x' is no item of this audit. Take one from audit.items['item_id']."),
        ("trends", {"history": 123}, "trends(history=…) takes what load_history() gave or a path, not 123."),
        ("trends", {"history": "nowhere"}, "nowhere: no audit saved there. Use save_audit(audit, 'nowhere')."),
        ("audit_config", {"cach": False}, "audit_config() has no cach=; did you mean 'cache'? Known: config, progres"),
        ("exposure", {"frame": "items"}, "exposure(frame=…) takes a frame, not 'items'. frame: audit.items or audit."),
        ("exposure", {"by": "chanel"}, "The frame has no column 'chanel'; did you mean 'channel'? Known: item_id, as"),
        ("exposure", {"by": 3}, "exposure(by=…) takes text or a list of texts or None, not 3. by: Column or columns"),
        ("rate", {"flags": []}, "flags= names no column: give those that say yes, no or unknown, such as ['has_locat"),
        ("consent_coverage", {"unit": "assets"}, "(unit=…) takes 'asset' or 'person' or None, not 'assets'. unit: Wh"),
        ("read_register", {"role": "teacher"}, "read_register(role=…) takes 'pupil' or 'staff', not 'teacher'. role:"),
        ("read_register", {"path": "a\0b"}, "read_register(path=…) takes a path, not a text of 3 characters. path: A"),
        ("find_names", {"people": OTHER}, "The frame has no column 'person_id'. Known: other."),
        ("suppressed", {"rates": OTHER}, "The frame has no column 'measure'. Known: other."),
        ("crawler_lines", {"files": OTHER}, "The frame has no column 'crawlers_not_asked'. Known: other."),
        ("forget", {"cache": "@config"}, "nothing can be forgotten in it (file is not a database). Name what scan()"),
        ("forget", {"who_is_meant": "@config"}, "no file that imgaudit wrote, so it is not deleted. Name that file."),
        ("clean", {"files": ["a", 4]}, "not a list of 'a', 4. files: A file, a folder, several of them, or a frame w"),
        ("clean", {"only": "location"}, "clean(only=…) takes a list of texts or None, not 'location'. only: Kinds of"),
        ("show", {"most": -1}, "show(most=…) takes a whole number that is not below 0, not -1. most: How many rows a"),
        ("read_registers", {"path": []}, "path= names no workbook: give the one that write_registers() wrote, or sev"),
        ("save_answers", {"path": "nowhere/a.parquet"}, "nowhere/a.parquet cannot be held for writing (No such file"),
        ("read_answers", {"workbook": "nowhere.xlsx"}, "read_answers(): nowhere.xlsx: no such file or directory. Che"),
        ("read_decisions", {"workbook": "nowhere.xlsx"}, "read_decisions(): nowhere.xlsx: no such file or directory."),
        ("read_reviews", {"workbook": "nowhere.xlsx"}, "read_reviews(): nowhere.xlsx: no such file or directory. Che"),
        ("load_history", {"history": "x" * 5000}, "file name too long. Check the path; if the file is open"),
        ("practice_rates", {"practice": "consnt"}, "no figures of a practice 'consnt'; did you mean 'consent'? Known"),
        ("plot_exposure", {"measures": "locaton"}, "No measure 'locaton' here; did you mean 'location'? Known: any,"),
        ("plot_exposure", {"measures": []}, "No measure '' here. Known: any, place_shown, location, people, owner,"),
    ],
)  # fmt: skip
def test_it_says_what_was_given_what_is_wanted_and_how_to_get_it(
    name: str, wrong: dict[str, Any], said: str, right: dict[str, Any]
):
    given = {
        key: right[value[1:]] if isinstance(value, str) and value[:1] == "@" else value for key, value in wrong.items()
    }
    with pytest.raises(ia.ImgauditError) as error:
        getattr(ia, name)(**{**arguments(name, right), **given})
    assert said in str(error.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["changes", "trends", "progress", "days_to_gone", "read_whole", "unexplained", "scorecard", "write_page"]
)
def test_a_history_of_which_nothing_is_left_says_so(name: str, right: dict[str, Any], tmp_path: Path):
    past = ia.load_history(right["history"])
    none = {each.name: getattr(past, each.name).iloc[:0] for each in dataclasses.fields(past)}
    rest = {"audit": right["audit"], "path": tmp_path / "page.html"}
    given = {key: value for key, value in rest.items() if key in ARGUMENTS[name]}
    with pytest.raises(ia.InputError, match="No audit is left in this history"):
        getattr(ia, name)(history=dataclasses.replace(past, **none), **given)


@pytest.mark.slow
def test_a_british_date_is_a_date(right: dict[str, Any]):
    audit = ia.run_audit(right["inventory"], as_of="19/12/2025")
    assert audit.as_of == date(2025, 12, 19)
    assert ia.run_audit(right["inventory"], as_of=pd.Timestamp("2025-12-19")).as_of == date(2025, 12, 19)
    ia.read_register(right["read_register.path"], exported_on="19/12/2025")


def test_python_itself_says_that_arguments_are_missing():
    with pytest.raises(TypeError, match="missing a required argument: 'audit'"):
        ia.explain()


def test_what_one_goes_through_once_is_not_used_up_by_asking(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    told = ia.clean((each for each in [tmp_path / "a.txt"]), tmp_path / "out", progress=False, workers=1)
    assert len(told) == 1


def test_a_public_function_can_be_sent_to_another_process():
    assert all(pickle.loads(pickle.dumps(getattr(ia, name))) is getattr(ia, name) for name in FUNCTIONS)


@pytest.mark.parametrize("usual", [(700, 10, 10), (250_000, 5, 5), (0, 10, 10)])
def test_garbage_is_looked_for_less_often_while_a_function_runs_and_as_before_once_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, usual: tuple[int, int, int]
) -> None:
    seen = []
    monkeypatch.setattr(csv, "field_size_limit", lambda _=0: seen.append(gc.get_threshold()[0]) or 131_072)
    (tmp_path / "list.csv").write_text("file,page,channel\na.jpg,https://e.example/x,website\n", encoding="utf-8")
    before = gc.get_threshold()
    gc.set_threshold(*usual)
    try:
        ia.read_inventory(tmp_path, site="s")
        with pytest.raises(InputError):
            ia.read_inventory(tmp_path / "none")
        after = gc.get_threshold()
    finally:
        gc.set_threshold(*before)
    assert set(seen) == {{700: 100_000, 250_000: 250_000, 0: 0}[usual[0]]}
    assert after == usual
