"""What a reader sees on the charts, read off the Axes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.container import BarContainer
from matplotlib.text import Text
from PIL import Image

import imgaudit as ia
from imgaudit.errors import InputError
from imgaudit.media import KINDS
from imgaudit.outputs.charts import plot_consent_coverage, plot_exposure, plot_rates, plot_resolution, plot_trends
from imgaudit.outputs.charts.standings import LOOKS as STATE_LOOKS
from imgaudit.outputs.charts.styles import BAD, GOOD, INK, NEITHER, NOT_KNOWN, QUIET, text_on
from imgaudit.outputs.charts.term_table import share_cell
from imgaudit.outputs.charts.trends import LOOKS as TREND_LOOKS
from imgaudit.statistics import consent_coverage, exposure, resolution, suppressed
from imgaudit.tables import EXPOSURE_COLUMNS, TRENDS
from imgaudit.verdicts import SAID, judged
from imgaudit.wording import MEASURE_LABELS

mpl.use("agg")
TERMS = ("2025-26-autumn", "2025-26-spring", "2025-26-summer")
LONG = "The website of the Fernhollow Federation of Church of England Primary Schools and Nurseries"
YES, NO, UNKNOWN = True, False, None
ABOUT = {"about": "Fernhollow · Summer term 2025-26 · 21 July 2026 · limit 800 px", "suppress_below": 1}


@pytest.fixture(autouse=True)
def _no_figure_left() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def items(locations: list[bool | None], channel: str | list[str | None] | None = "website") -> pd.DataFrame:
    """Placements whose every measure goes the way of their location."""
    flag = pd.array(locations, dtype="boolean")
    states = {YES: "against", NO: "covered", UNKNOWN: "unknown"}
    frame = pd.DataFrame(
        {
            "item_id": [f"i{place}" for place in range(len(locations))],
            "channel": pd.Series([channel] * len(locations) if not isinstance(channel, list) else channel, dtype="str"),
            "has_any": flag,
            **dict.fromkeys(EXPOSURE_COLUMNS, flag),
            "is_oversized": flag,
            "original_reachable": flag,
            "longest_px": pd.array([{YES: 2560, NO: 640, UNKNOWN: None}[each] for each in locations], dtype="Int64"),
            "consent_state": [states[each] for each in locations],
            "is_covered": ~flag,
        }
    )
    frame.attrs = dict(ABOUT)
    return frame


def trends(*terms: list[bool | None] | pd.DataFrame, by: str | None = None, engines: str = "111") -> pd.DataFrame:
    parts = []
    for term, given, engine in zip(TERMS, terms, engines, strict=False):
        frame = given if isinstance(given, pd.DataFrame) else items(given)
        rates = pd.concat([rate(frame, by=by) for rate in (exposure, resolution, consent_coverage)])
        rates = rates.assign(term=term, checked=True, **dict.fromkeys(SAID, ""))
        rates["fingerprint"] = [engine if measure == "location" else "1" for measure in rates["measure"]]
        parts.append(rates[[*([by] if by else []), *(name for name in TRENDS.columns if name in rates)]])
    told = TRENDS.frame(judged(pd.concat(parts)))[[*([by] if by else []), *TRENDS.columns]]
    told.attrs = dict(ABOUT)
    return told


def not_checked(frame: pd.DataFrame, term: str, channel: str | None = None) -> pd.DataFrame:
    gone = frame["term"].eq(term) & (frame["channel"].eq(channel) if channel else True)
    counts, shares = ["n", "n_known", "n_yes", "n_unknown"], ["share", "share_min", "share_max"]
    frame = frame.copy()
    frame.loc[gone, counts], frame.loc[gone, shares], frame.loc[gone, "checked"] = 0, float("nan"), False
    frame.loc[gone, "missing_sources"] = f"fernhollow/{channel or 'website'}/spreadsheet"
    return judged(frame)


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def words(axes: Axes) -> str:
    return " ".join(" ".join([*texts(axes), axes.get_title(loc="left")]).split())


def rows(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def ticks(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_xticklabels()]


def bars(axes: Axes, label: str) -> list[float]:
    [container] = [each for each in axes.containers if each.get_label() == label]
    assert isinstance(container, BarContainer)
    return [round(bar.get_width(), 6) for bar in container]


def line(axes: Axes, label: str) -> list[float]:
    [found] = [each for panel in axes.child_axes for each in panel.lines if each.get_label() == label]
    return [round(float(each), 6) for each in found.get_ydata()]


def drawn(axes: Axes) -> list[str]:
    """The rows of a trend chart from above: the label of the line in each small chart."""
    return [label for panel in axes.child_axes for each in panel.lines if (label := each.get_label())[0] != "_"]


def states(axes: Axes) -> list[str]:
    """The word in the box of each row, from above."""
    words = {"better", "worse", "mixed", "about the same", "unclear", "not compared", "first check", "not checked"}
    words |= {"nothing there", "counted", "not shown"}
    found = [text for text in axes.texts if text.get_text() in words and text.get_fontweight() == "bold"]
    return [text.get_text() for text in sorted(found, key=lambda text: text.get_position()[1])]


def bounds(axes: Axes, panel: int = 0) -> list[tuple[float, float]]:
    """From where to where each thin bar of a row reaches."""
    [found] = [each for each in axes.child_axes[panel].collections if each.get_label() == "_not known"]
    return [(round(low, 6), round(high, 6)) for (_, low), (_, high) in found.get_segments()]


# 3 yes, 1 unknown, 4 no: literally 3/8, 1/8 and 4/8.
EIGHT = [YES, YES, YES, UNKNOWN, NO, NO, NO, NO]


class TestBars:
    def test_a_bar_is_the_whole_group_in_three_parts(self) -> None:
        axes = plot_exposure(items(EIGHT), measures="location")
        assert [bars(axes, part) for part in ("given away", "not known", "not found")] == [[0.375], [0.125], [0.5]]
        assert axes.get_xlim() == (0, 1)
        assert axes.get_title(loc="left") == "What do published pictures give away?"
        assert "Share of 8 placements (one picture on one page or post)" in texts(axes)
        assert "at least 3 of 8 (38%)\n1 not known, so up to 50%" in texts(axes)

    def test_not_known_is_drawn_apart_from_no(self) -> None:
        axes = plot_exposure(items(EIGHT), measures="location")
        unknown, no = axes.containers[1].patches[0], axes.containers[2].patches[0]
        assert unknown.get_hatch()
        assert not no.get_hatch()
        assert unknown.get_facecolor() != no.get_facecolor()

    def test_the_look_of_not_known_stands_in_one_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(NOT_KNOWN, "facecolor", "#102030")
        axes = plot_exposure(items(EIGHT), measures="location")
        bar = axes.containers[1].patches[0]
        (number,) = [text for text in axes.texts if text.get_bbox_patch()]
        look = next(patch for patch in axes.get_legend().get_patches() if patch.get_hatch())
        assert {to_hex(each.get_facecolor()) for each in (bar, number.get_bbox_patch(), look)} == {"#102030"}
        assert to_hex(bar.get_edgecolor()) == QUIET.lower()

    def test_yes_and_no_differ_in_lightness_and_not_in_hue_alone(self) -> None:
        axes = plot_exposure(items(EIGHT), measures="location")
        red, green, blue = ([part.patches[0].get_facecolor()[hue] for part in axes.containers] for hue in range(3))
        yes, unknown, no = (0.3 * r + 0.59 * g + 0.11 * b for r, g, b in zip(red, green, blue, strict=True))
        assert unknown - yes > 0.4
        assert no - yes > 0.3

    def test_what_is_certain_needs_no_bounds(self) -> None:
        axes = plot_exposure(items([YES, NO, NO, NO]), measures="location")
        assert "1 of 4 (25%)" in texts(axes)

    def test_one_in_a_thousand_is_not_0_percent(self) -> None:
        assert "1 of 1,000 (under 1%)" in texts(plot_exposure(items([YES] + [NO] * 999), measures="location"))
        assert "999 of 1,000 (over 99%)" in texts(plot_exposure(items([NO] + [YES] * 999), measures="location"))

    def test_nothing_known_is_neither_0_nor_100_percent(self) -> None:
        axes = plot_exposure(items([UNKNOWN, UNKNOWN]), measures="location")
        assert "not known for any of 2" in texts(axes)
        assert bars(axes, "not known") == [1]
        assert "%" not in words(axes)

    def test_every_kind_has_plain_words(self) -> None:
        assert rows(plot_exposure(items(EIGHT))) == [MEASURE_LABELS[name] for name in ("any", *KINDS)]

    def test_groups_stand_below_the_whole_the_worst_first(self) -> None:
        frame = pd.concat([items([NO, NO, YES], "facebook"), items([YES, YES], "prospectus"), items([NO], None)])
        axes = plot_exposure(frame, by="channel")
        assert rows(axes)[4:8] == ["Location (all)", "prospectus", "facebook", "not stated"]
        assert bars(axes, "given away")[3:6] == [0.5, 1, 0.333333]
        assert "Not drawn here, 10 further details: Who took or owns it; Camera serial number" in words(axes)

    def test_of_many_groups_the_largest_are_drawn_and_the_rest_counted(self) -> None:
        frame = pd.concat([items([YES] * (place + 1), f"site {place:02d}") for place in range(40)])
        axes = plot_exposure(frame, by="channel", measures="location")
        assert len(rows(axes)) == 13
        assert rows(axes)[1:] == [f"site {place:02d}" for place in range(28, 40)]
        assert "The 12 largest of 40 groups; the other 28 (at most 28 placements each, 406 in all)" in words(axes)
        assert "820 of 820 (100%)" in texts(axes)

    def test_resolution_names_the_limit_and_the_sizes(self) -> None:
        axes = plot_resolution(items(EIGHT), max_side_px=1200)
        assert rows(axes) == ["Larger than 1,200 px", "Full-size original online"]
        assert "Longest side: 640 px or more for half of them, 2,560 px at most." in texts(axes)
        assert rows(plot_resolution(items(EIGHT)))[0] == "Larger than the limit"

    def test_consent_counts_only_those_that_show_somebody(self) -> None:
        frame = items(EIGHT)
        frame.loc[7, ["consent_state", "is_covered"]] = ["not_needed", None]
        frame.loc[3, "consent_state"] = "partly"
        axes = plot_consent_coverage(frame)
        parts = [bars(axes, part) for part in ("covered", "not known", "against consent")]
        assert parts == [[0.428571], [0.142857], [0.428571]]
        assert "Share of 7 placements that show people, or may" in texts(axes)
        assert "at least 3 of 7 (43%)\n1 not known, so up to 57%\n3 against consent" in texts(axes)
        assert "Against consent, the first to be mended: 3 of 7 (43%)" in words(axes)
        assert "Not counted: 1 placement showing nobody, where no consent is needed." in words(axes)
        assert "Not known includes 1 where everyone named has agreed" in words(axes)

    def test_consent_lists_the_least_covered_first(self) -> None:
        frame = pd.concat([items([NO, NO], "instagram"), items([YES, NO], "website")])
        assert rows(plot_consent_coverage(frame, by="channel")) == ["Covered by consent (all)", "website", "instagram"]

    def test_a_group_that_needs_no_consent_has_no_bar(self) -> None:
        frame = pd.concat([items([NO, NO], "instagram"), items([NO], "website")], ignore_index=True)
        frame.loc[2, ["consent_state", "is_covered"]] = ["not_needed", None]
        axes = plot_consent_coverage(frame, by="channel")
        assert bars(axes, "covered") == [1, 1]
        assert "nothing to count" in texts(axes)

    @pytest.mark.parametrize("plot", [plot_exposure, plot_resolution, plot_consent_coverage])
    def test_no_pictures(self, plot: Callable[..., Axes]) -> None:
        assert texts(plot(items([]), by="channel"))[:1] == ["No pictures"]

    def test_nobody_shown(self) -> None:
        frame = items([NO]).assign(consent_state="not_needed", is_covered=pd.array([None], dtype="boolean"))
        assert texts(plot_consent_coverage(frame))[0] == "No pictures that need consent"

    def test_unknown_measure_and_column_are_refused(self) -> None:
        with pytest.raises(InputError, match="place"):
            plot_exposure(items(EIGHT), measures="place")
        with pytest.raises(InputError, match="chanel"):
            plot_exposure(items(EIGHT), by="chanel")


class TestTrends:
    def test_a_row_is_the_share_found_and_says_whether_that_is_better(self) -> None:
        axes = plot_trends(trends([YES, YES, YES, NO], [YES, YES, NO, NO], [YES, NO, NO, NO]), measures="location")
        assert line(axes, "Location") == [0.75, 0.5, 0.25]
        assert [panel.get_ylim() for panel in axes.child_axes] == [(0, 1)]
        assert axes.get_title(loc="left") == "Location: is it getting better?"
        assert states(axes) == ["better"]
        assert {"Autumn\n2025–26", "25% (1 of 4)", "2 of 4 → 1 of 4 since Spring 2025–26: better"} <= {*texts(axes)}
        assert "1 better; compared with Spring 2025–26" in texts(axes)
        assert "Share of placements (one picture on one page or post)." in words(axes)
        assert "Better or worse: by 2 percentage points and one placement at least" in words(axes)

    @pytest.mark.slow
    def test_more_is_better_for_consent_alone(self) -> None:
        axes = plot_trends(trends([YES, NO], [NO, NO]), measures=["covered", "oversized"])
        assert states(axes) == ["better", "better"]
        assert {"1 of 2 → 2 of 2 since Autumn 2025–26: better", "100% (2 of 2)"} <= {*texts(axes)}
        assert {"1 of 2 → 0 of 2 since Autumn 2025–26: better", "0% (0 of 2)"} <= {*texts(axes)}
        axes = plot_trends(trends([NO, NO], [YES, NO]), measures=["covered", "oversized"])
        assert states(axes) == ["worse", "worse"]

    @pytest.mark.slow
    def test_consent_says_what_it_is_a_share_of(self) -> None:
        frame = trends(EIGHT, EIGHT)
        assert "Share of placements that show people, or may." in words(plot_trends(frame, measures="covered"))
        both = words(plot_trends(frame, measures=["location", "covered"]))
        assert "Location: share of placements (one picture on one page or post)." in both
        assert "Covered by consent: share of placements that show people, or may." in both
        people = frame.assign(unit="person × scope")
        assert "Share of people × uses (one person's answer for one use)" in words(
            plot_trends(people, measures="covered")
        )
        assert "that show people" not in words(plot_trends(frame, measures="location"))

    def test_what_is_not_known_is_a_thin_bar_and_could_undo_the_improvement(self) -> None:
        axes = plot_trends(trends([YES, YES, NO, NO], [YES, UNKNOWN, NO, NO]), measures="location")
        assert bounds(axes) == [(0.25, 0.5)]
        assert states(axes) == ["unclear"]
        assert "25–50% (1 of 4, 1 not known)" in texts(axes)
        assert "2 of 4 → 1 of 4 since Autumn 2025–26: not known whether better" in words(axes)
        assert "Thin bar: not known; the share could reach its top." in words(axes)
        assert not [patch for panel in axes.child_axes for patch in panel.patches], "no towers"

    @pytest.mark.slow
    def test_a_term_of_which_nothing_is_known_is_a_bar_and_no_dot(self) -> None:
        axes = plot_trends(trends([YES, NO], [UNKNOWN, UNKNOWN], [NO, NO]), measures="location")
        assert str(line(axes, "Location")) == "[0.5, nan, 0.0]"
        assert bounds(axes) == [(0, 1)]
        assert "1 of 2 → 0 of 2 since Autumn 2025–26: better" in texts(axes)

    def test_scanning_less_never_counts_as_better(self) -> None:
        axes = plot_trends(trends([YES, YES, NO, NO], [YES, UNKNOWN, UNKNOWN, UNKNOWN]), measures="location")
        assert states(axes) == ["unclear"]

    @pytest.mark.slow
    def test_a_term_not_checked_is_a_gap_and_not_a_zero(self) -> None:
        frame = not_checked(trends([YES, NO], [YES, NO], [NO, NO]), TERMS[1])
        axes = plot_trends(frame, measures="location")
        assert str(line(axes, "Location")) == "[0.5, nan, 0.0]"
        assert "1 of 2 → 0 of 2 since Autumn 2025–26: better" in texts(axes)
        assert "Spring 2025–26: without website." in words(axes)
        assert "Gap: not checked, as the export is missing; that is not a zero." in words(axes)

    @pytest.mark.slow
    def test_last_checked_some_terms_ago(self) -> None:
        frame = not_checked(trends([YES, NO], [YES, YES], [NO, NO]), TERMS[2])
        axes = plot_trends(frame, measures="location")
        assert "not checked; Spring 2025–26: 100% (2 of 2)" in texts(axes)
        assert states(axes) == ["not checked"]
        assert "compared with" not in words(axes)

    @pytest.mark.slow
    def test_a_term_without_part_of_its_exports_has_a_hollow_mark(self) -> None:
        frame = trends([YES, YES], [YES, NO], [NO, NO])
        last = frame["term"].eq(TERMS[2])
        frame = frame.assign(missing_sources=frame["missing_sources"].mask(last, "fernhollow/instagram/spreadsheet"))
        axes = plot_trends(judged(frame), measures="location")
        assert line(axes, "_partly") == [0]
        assert "Summer 2025–26: without instagram." in words(axes)
        assert {"0% (0 of 2)", "not all checked, so not compared"} <= {*texts(axes)}

    def test_the_exports_read_both_times_are_said_beside_the_figure_and_change_no_verdict_on_it(self) -> None:
        frame = trends([YES, YES], [NO, NO])
        frame["missing_sources"] = frame["missing_sources"].mask(frame["term"].eq(TERMS[1]), "s/facebook/facebook")
        said = "2 of 2 → 0 of 1 since Autumn 2025–26: better"
        frame = judged(frame).assign(verdict_alike="better", comparison_alike=said)
        axes = plot_trends(frame, measures="location")
        assert states(axes) == ["not compared"]
        assert f"exports read both times: {said}" in words(axes)

    @pytest.mark.slow
    def test_a_sharper_detector_does_not_look_like_a_worse_school(self) -> None:
        axes = plot_trends(trends([NO, NO], [NO, NO], [YES, YES], engines="112"), measures=["location", "oversized"])
        assert drawn(axes) == ["Larger than the limit", "Location"]
        assert states(axes) == ["worse", "not compared"]
        assert "re-measured, so not compared" in texts(axes)
        assert "from Summer 2025–26 Location is measured by another limit, rule or detector" in words(axes)
        assert line(axes, "_changed") == [0, 1]

    @pytest.mark.slow
    def test_a_change_of_rule_across_a_gap_is_marked_too(self) -> None:
        frame = trends([NO, NO], [NO, NO], [YES, YES], engines="112")
        frame = not_checked(frame, TERMS[1]).assign(
            fingerprint=lambda f: f["fingerprint"].mask(f["term"].eq(TERMS[1]), "")
        )
        axes = plot_trends(judged(frame), measures="location")
        assert states(axes) == ["not compared"]
        assert line(axes, "_changed") == [0, 1]

    @pytest.mark.slow
    def test_an_export_that_lost_most_is_named(self) -> None:
        frame = trends([NO, NO], [YES, YES])
        last = frame["term"].eq(TERMS[1])
        lost = frame["unexplained_sources"].mask(last, "fernhollow/facebook/facebook")
        axes = plot_trends(judged(frame.assign(unexplained_sources=lost)), measures="location")
        assert "Spring 2025–26: facebook lost most." in words(axes)
        assert "lost most of what it held, so not compared" in texts(axes)
        assert "nobody has said why" in words(axes)

    @pytest.mark.slow
    def test_a_row_a_practice_what_changed_first_and_nothing_worse_is_left_unsaid(self) -> None:
        before, now = items([YES, YES, NO, NO]), items([YES, YES, NO, NO])
        now["has_serial"] = now["has_device"] = pd.array([YES, YES, YES, NO], dtype="boolean")
        now["is_oversized"] = now["original_reachable"] = pd.array([YES, NO, NO, NO], dtype="boolean")
        axes = plot_trends(trends(before, now))
        assert drawn(axes) == ["Camera serial number", "Larger than the limit", "Covered by consent"]
        assert states(axes) == ["worse", "better", "about the same"]
        assert "What do published pictures give away?" in words(axes)
        assert "1 worse, 1 better, 1 about the same; compared with Autumn 2025–26" in texts(axes)
        assert "Also worse: Camera or phone model (75% (3 of 4))." in words(axes)

    @pytest.mark.slow
    def test_three_stories_at_most_are_told(self) -> None:
        kinds = [each.removeprefix("has_") for each in EXPOSURE_COLUMNS[:6]]
        axes = plot_trends(trends([NO, NO], [YES, NO]), measures=kinds)
        assert states(axes) == ["worse"] * 6
        assert words(axes).count("0 of 2 → 1 of 2 since Autumn 2025–26: worse") == 3
        assert texts(axes).count("50% (1 of 2)") == 6

    @pytest.mark.slow
    def test_practices_of_any_unit_stand_side_by_side(self) -> None:
        frame = trends([YES, NO], [NO, NO])
        one = frame[frame["measure"].eq("location")]
        axes = plot_trends(pd.concat([frame, one.assign(measure="trained", unit="training")]))
        assert "Trained in time" in drawn(axes)
        assert "Trained in time: share of people × courses." in words(axes)

    @pytest.mark.slow
    def test_one_row_a_group(self) -> None:
        both = [pd.concat([items([YES, NO]), items([YES], "facebook"), items([NO], None)]) for _ in TERMS]
        frame = not_checked(trends(*both, by="channel"), TERMS[1], "facebook")
        axes = plot_trends(frame, measures="location")
        assert line(axes, "website") == [0.5, 0.5, 0.5]
        assert str(line(axes, "facebook")) == "[1.0, nan, 1.0]"
        assert line(axes, "not stated") == [0, 0, 0]
        assert "Spring 2025–26: facebook without facebook." in words(axes)
        with pytest.raises(InputError, match="Choose one of"):
            plot_trends(frame)
        one = plot_trends(frame.loc[frame["channel"].eq("facebook")], measures=["location", "oversized"])
        assert "Of facebook alone." in words(one)

    @pytest.mark.slow
    def test_many_groups_are_a_table_what_changed_first_below_their_median(self) -> None:
        def term(*worse: int) -> pd.DataFrame:
            schools = [[YES] * (2 + 4 * (place in worse)) + [NO] * (8 - 4 * (place in worse)) for place in range(13)]
            schools[11] = [UNKNOWN] * 4 + [NO] * 6
            return pd.concat([items(each, f"school {place:02d}") for place, each in enumerate(schools)])

        frame = not_checked(trends(term(), term(7), by="channel"), TERMS[1], "school 12")
        axes = plot_trends(frame, measures="location")
        assert not axes.child_axes
        told = axes.get_label().splitlines()
        assert told[2] == "1 worse, 1 unclear, 10 about the same, 1 not checked; compared with Autumn 2025–26."
        assert told[3] == "Median of 12 groups: Autumn 2025–26 20%, Spring 2025–26 20%."
        assert told[4] == "school 07: worse; 60% (6 of 10); Autumn 2025–26 20%, Spring 2025–26 60%."
        assert told[5].startswith("school 11: unclear; 0–40% (0 of 10, 4 not known); Autumn 2025–26 0–40%")
        assert told[16].endswith("school 12: not checked; not checked; Autumn 2025–26 20%, Spring 2025–26 not checked.")
        assert {"20%", "60%", "0–40%", "not checked"} <= {*texts(axes)}
        assert "Hatched: not known; the share lies between both figures." in words(axes)
        assert "Not checked: the export is missing; that is not a zero." in words(axes)

    @pytest.mark.slow
    def test_a_table_says_in_each_cell_what_is_not_as_elsewhere(self) -> None:
        many = pd.concat([items([YES, NO], f"school {place:02d}") for place in range(13)])
        frame = trends(many, many, by="channel", engines="12")
        partly = frame["term"].eq(TERMS[1]) & frame["channel"].eq("school 03")
        frame["partial_sources"] = frame["partial_sources"].mask(partly, "s/website/wordpress")
        axes = plot_trends(judged(frame), measures="location")
        assert texts(axes).count("50%*") == 1
        assert "* Not all exports are as they are in other terms" in words(axes)
        assert "Dotted line: measured by another limit, rule or detector from there on" in words(axes)

    @pytest.mark.slow
    def test_a_table_gives_no_small_group_away_and_is_no_longer_than_a_page(self) -> None:
        sizes = [2, 3, *range(8, 75)]
        many = pd.concat([items([YES] * size, f"school {place:02d}") for place, size in enumerate(sizes)])
        axes = plot_trends(trends(many, many, by="channel"), measures="location", suppress_below=5)
        assert "Not drawn: 2 groups of fewer than 5, or by which such a group could be worked out." in words(axes)
        assert "The 60 of 67 groups that changed most; the others: 7 about the same." in words(axes)
        assert not {"school 00", "school 01"} & {*texts(axes)}
        assert "of 67 groups" in texts(axes), "the median is of all"

    def test_what_is_more_at_fault_is_darker_and_every_figure_can_be_read_on_it(self) -> None:
        looks = [share_cell(share, share, is_good=False)[1]["facecolor"] for share in (0, 0.01, 0.5, 1)]
        light = [contrast(look, "#000000") for look in looks]
        assert light == sorted(light, reverse=True)
        assert len({*light}) == 4
        assert min(contrast(INK, look) for look in looks) >= 4.5
        assert share_cell(1, 1, is_good=True)[1] == share_cell(0, 0, is_good=False)[1]
        assert share_cell(0, 1, is_good=False)[0] == "not known"
        assert "hatch" in share_cell(0, 0.2, is_good=False)[1]

    @pytest.mark.slow
    def test_small_groups_are_not_drawn_and_no_later_term_tells_what_they_were(self) -> None:
        def term(small: int) -> pd.DataFrame:
            return pd.concat([items([YES] * 9), items([YES] * 8, "facebook"), items([YES] * small, "instagram")])

        frame = trends(term(2), term(6), by="channel")
        axes = plot_trends(frame, measures="location", suppress_below=5)
        assert str(line(axes, "instagram")) == "[nan, 1.0]"
        assert str(line(axes, "facebook")) == "[nan, 1.0]", "the total less the others would tell"
        said = words(axes) + axes.get_label()
        assert "of 2" not in said
        assert "about the same, against a small group that is not shown" in said
        axes = plot_trends(trends(term(2), term(2), by="channel"), measures="location", suppress_below=5)
        assert drawn(axes) == ["website"]
        assert "Not drawn: 2 groups of fewer than 5, or by which such a group could be worked out." in words(axes)
        alone = plot_trends(trends([YES], [NO]), measures="location", suppress_below=5)
        assert texts(alone)[0] == "Fewer than 5: not shown"

    @pytest.mark.slow
    def test_findings_are_counted_but_not_judged(self) -> None:
        frame = trends([NO, NO], [YES, NO]).query("measure == 'location'")
        axes = plot_trends(judged(frame.assign(measure="new", unit="finding")))
        assert axes.get_title(loc="left") == "What became of the findings?"
        assert drawn(axes) == ["New findings"]
        assert "50% (1 of 2)" in texts(axes)
        assert states(axes) == ["counted"]
        both = pd.concat([frame, frame.assign(measure="new", unit="finding")])
        assert drawn(plot_trends(both)) == ["Location"]

    @pytest.mark.slow
    def test_no_pictures_and_one_term(self) -> None:
        assert texts(plot_trends(trends([YES]).head(0)))[0] == "No pictures"
        assert "One term so far: a trend needs two." in words(plot_trends(trends([YES, NO])))

    def test_many_terms_have_short_names(self) -> None:
        frame = trends(EIGHT).query("measure == 'location'")
        many = [
            f"20{year}-{year + 1}-{season}" for year in (22, 23, 24, 25) for season in ("autumn", "spring", "summer")
        ]
        axes = plot_trends(judged(pd.concat([frame.assign(term=term) for term in many])), measures="location")
        assert {"Aut\n22–23", "Sum\n25–26"} <= {*texts(axes)}
        assert line(axes, "Location") == [0.375] * 12

    def test_wrong_frames_are_refused(self) -> None:
        frame = trends([YES, NO])
        with pytest.raises(InputError, match="missing_sources"):
            plot_trends(frame.drop(columns="missing_sources"))
        with pytest.raises(InputError, match="Two figures"):
            plot_trends(pd.concat([frame, frame]))
        with pytest.raises(InputError, match="place"):
            plot_trends(frame, measures="place")


def _many() -> pd.DataFrame:
    return pd.concat([items(EIGHT * (place // 8 + 1), f"site {place:02d}") for place in range(40)])


def _long() -> pd.DataFrame:
    return pd.concat([items(EIGHT, LONG), items([YES, NO], "https://" + "x" * 200), items([NO], "$5 and $6")])


def _channels() -> pd.DataFrame:
    return pd.concat([items(EIGHT * 4), items(EIGHT, "facebook"), items([NO, UNKNOWN], "instagram")])


def _large(frame: pd.DataFrame) -> pd.DataFrame:
    counts = {name: frame[name] * 111_111 for name in ("n", "n_known", "n_yes", "n_unknown")}
    return frame.assign(**counts)


CHARTS: dict[str, Callable[[Axes | None], Axes]] = {
    "kinds": lambda ax: plot_exposure(items(EIGHT), ax=ax),
    "kinds by channel": lambda ax: plot_exposure(_channels(), by="channel", ax=ax),
    "many groups": lambda ax: plot_exposure(_many(), by="channel", ax=ax),
    "long names": lambda ax: plot_exposure(_long(), by="channel", ax=ax),
    "two columns": lambda ax: plot_exposure(_channels(), by=["channel", "consent_state"], ax=ax),
    "thousands": lambda ax: plot_exposure(items(EIGHT * 12_500), by="channel", ax=ax),
    "nothing known": lambda ax: plot_exposure(items([UNKNOWN] * 9), ax=ax),
    "empty": lambda ax: plot_exposure(items([]), ax=ax),
    "resolution": lambda ax: plot_resolution(_channels(), by="channel", max_side_px=800, ax=ax),
    "consent": lambda ax: plot_consent_coverage(items(EIGHT), ax=ax),
    "consent by channel": lambda ax: plot_consent_coverage(_channels(), by="channel", ax=ax),
    "trends": lambda ax: plot_trends(trends(EIGHT, EIGHT, EIGHT), ax=ax),
    "three lines": lambda ax: plot_trends(
        trends(EIGHT, [NO, NO], [YES, NO]), measures=["location", "oversized", "covered"], ax=ax
    ),
    "trends that meet": lambda ax: plot_trends(trends([NO], [NO], [NO], engines="123"), ax=ax),
    "large trends": lambda ax: plot_trends(
        _large(trends(EIGHT, EIGHT, EIGHT)), measures=["location", "covered"], ax=ax
    ),
    "trends by group": lambda ax: plot_trends(
        not_checked(trends(_channels(), _channels(), _channels(), by="channel"), TERMS[2], "facebook"),
        measures="covered",
        ax=ax,
    ),
    "trends of many groups": lambda ax: plot_trends(trends(_many(), _many(), by="channel"), measures="location", ax=ax),
    "trends of long names": lambda ax: plot_trends(trends(_long(), _long(), by="channel"), measures="location", ax=ax),
    "one term": lambda ax: plot_trends(trends(EIGHT), ax=ax),
    "not checked": lambda ax: plot_trends(not_checked(trends(EIGHT, EIGHT, EIGHT), TERMS[1]), ax=ax),
}
every_chart = pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)


@pytest.mark.slow
@every_chart
def test_no_text_covers_another_and_none_is_cut_off(draw: Callable[[Axes | None], Axes]) -> None:
    axes = draw(None)
    figure = axes.figure
    figure.draw_without_rendering()
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    # The text alone: the extent of an annotation includes its leader.
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in shown]
    assert len(boxes) > 1
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0 + 1, text
        assert box.x1 - 1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0 + 1, text
        assert box.y1 - 1 <= figure.bbox.y1, text
    for (text, box), (other, another) in itertools.combinations(boxes, 2):
        across = min(box.x1, another.x1) - max(box.x0, another.x0)
        down = min(box.y1, another.y1) - max(box.y0, another.y0)
        assert across <= 1 or down <= 1, (text, other)


@pytest.mark.slow
@every_chart
def test_axes_that_are_given_are_used_and_no_other_figure_is_made(draw: Callable[[Axes | None], Axes]) -> None:
    figure = mpl.figure.Figure(figsize=(12, 12))
    axes = figure.subplots()
    settings = dict(mpl.rcParams)
    assert draw(axes) is axes
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == settings


def test_a_new_figure_is_made_otherwise_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plt, "show", lambda: pytest.fail("shown"))
    axes = plot_exposure(items(EIGHT))
    assert plt.get_fignums() == [axes.figure.number]


def test_the_users_settings_change_no_size_or_colour() -> None:
    with mpl.rc_context({"font.size": 30, "text.color": "white", "axes.grid": True, "figure.facecolor": "black"}):
        axes = plot_exposure(items(EIGHT))
    assert {text.get_fontsize() for text in axes.texts} == {8.5, 9, 10}
    assert axes.figure.get_facecolor() == (1, 1, 1, 1)


@pytest.mark.slow
def test_the_frames_given_stay_as_they_are() -> None:
    frame, past = _channels(), trends(EIGHT, EIGHT)
    copies = frame.copy(), past.copy()
    for plot in (plot_exposure, plot_resolution, plot_consent_coverage):
        plot(frame, by="channel")
    plot_trends(past)
    pd.testing.assert_frame_equal(frame, copies[0])
    pd.testing.assert_frame_equal(past, copies[1])


# Whose it is, for whom it is, and for those who cannot see it


@pytest.mark.slow
@every_chart
def test_every_chart_names_school_term_day_and_limit_and_says_its_figures_in_words(
    draw: Callable[[Axes | None], Axes], tmp_path: Path
) -> None:
    axes = draw(None)
    lines = axes.get_label().splitlines()
    assert lines[0] == axes.get_title(loc="left")
    assert lines[1] == f"{ABOUT['about']}."
    assert ABOUT["about"] in words(axes)
    if axes.get_yticklabels():  # bars: each row and its figures
        assert all(" ".join(row.split()).removesuffix("…") in " ".join(lines) for row in rows(axes) if "/" not in row)
    assert "No pictures" in lines[2] or re.search(r"\d|not known|not checked", " ".join(lines[2:]))
    axes.figure.savefig(tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as image:
        assert image.info["Description"] == axes.get_label()


def test_notebooks_and_svg_carry_the_alternative_text(tmp_path: Path) -> None:
    axes = plot_exposure(items(EIGHT), measures="location")
    said = "Location: 38–50% (3 of 8, 1 not known)."
    assert said in axes.get_label().splitlines()
    data, metadata = axes.figure._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == axes.get_label()
    axes.figure.savefig(tmp_path / "chart.svg")
    assert said in (tmp_path / "chart.svg").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_audit_and_its_history_say_whose_they_are(summer: ia.Audit, history: Path) -> None:
    said = "Fernhollow Academy (fictional) · Summer term 2025-26 · 21 July 2026 · limit 800 px"
    of = summer.items[summer.items["channel"].eq("website")].query("shows != 'nobody'")
    frames = (of, ia.exposure(of, by="channel"), ia.consent_by_person(summer), ia.trends(history), ia.scorecard(summer))
    assert [frame.attrs["about"] for frame in frames] == [said] * 5
    axes = plot_trends(ia.trends(history))
    assert said in texts(axes)
    assert drawn(axes)[0] == "Larger than the limit"
    assert "At least one detail" in drawn(axes)[1:4]
    assert states(axes)[:4] == ["worse", "better", "better", "better"]
    assert "1 worse, 3 better, 7 unclear; compared with Spring 2025–26" in texts(axes)


def contrast(one: str, other: str) -> float:
    """How much two colours differ, 1 to 21, as WCAG 2.2 computes it."""

    def light(colour: str) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_has_it() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#D55E00", "#FFFFFF"), 2) == 3.87, "the orange that texts had"


@pytest.mark.slow
@every_chart
def test_texts_and_marks_can_be_told_from_what_is_behind_them(draw: Callable[[Axes | None], Axes]) -> None:
    axes = draw(None)
    for text in axes.figure.findobj(Text):
        if not text.get_text().strip() or not text.get_visible():
            continue
        behind = ["#FFFFFF"]
        if text.axes is axes and (box := text.get_bbox_patch()) is not None:
            behind = [to_hex(box.get_facecolor())]
        elif text in axes.texts and to_hex(text.get_color()) == "#ffffff":
            behind = [BAD]
        elif text in axes.texts:
            behind += [GOOD]
        assert all(contrast(to_hex(text.get_color()), each) >= 4.5 for each in behind), text
    for patch in (*axes.patches, *(patch for panel in axes.child_axes for patch in panel.patches)):
        edge = max(contrast(to_hex(colour), "#FFFFFF") for colour in (patch.get_facecolor(), patch.get_edgecolor()))
        assert edge >= 3, patch
    for each in (line for panel in axes.child_axes for line in panel.lines if line.get_zorder() > 0):
        assert contrast(to_hex(each.get_color()), "#FFFFFF") >= 3, each


@pytest.mark.parametrize("look", [*TREND_LOOKS.values(), *STATE_LOOKS.values(), NEITHER], ids=str)
def test_every_mark_of_the_palette_has_its_contrast(look: dict[str, str]) -> None:
    assert max(contrast(look["facecolor"], "#FFFFFF"), contrast(look["edgecolor"], "#FFFFFF")) >= 3
    assert contrast(text_on(look), look["facecolor"]) >= 4.5


@pytest.mark.slow
@pytest.mark.parametrize("plot", [plot_exposure, plot_resolution, plot_consent_coverage])
def test_small_groups_stay_out_of_every_chart_and_its_words(plot: Callable[..., Axes]) -> None:
    frame = pd.concat([items([NO] * 9), items([NO] * 7, "facebook"), items([YES] * 2, "tinychannel")])
    frame.attrs = {**ABOUT, "suppress_below": 5}
    axes = plot(frame, by="channel")
    said = words(axes) + axes.get_label() + " ".join(rows(axes))
    assert "website" in said
    assert "tinychannel" not in said
    assert "facebook" not in said, "the total less the others would tell"
    assert "Not drawn: 2 groups of fewer than 5, or by which such a group could be worked out." in words(axes)
    assert texts(plot(frame[frame["channel"].eq("tinychannel")]))[0] == "Fewer than 5: not shown"
    assert "tinychannel" in rows(plot(frame, by="channel", suppress_below=1))


def test_a_few_are_small_where_no_policy_is_known() -> None:
    frame = items([YES] * 4)
    frame.attrs = {}
    assert texts(plot_exposure(frame))[0] == "Fewer than 5: not shown"


def test_what_is_about_no_pictures_and_people_is_never_small() -> None:
    rates = ia.rate(items([YES, NO]), ["has_location"]).assign(unit="settings")
    assert not suppressed(rates, below=5)["is_suppressed"].any()


@pytest.mark.slow
@pytest.mark.parametrize("plot", [plot_exposure, plot_resolution, plot_consent_coverage])
def test_a_dozen_channels_fit_a_page(plot: Callable[..., Axes]) -> None:
    frame = pd.concat([items(EIGHT, f"channel {place:02d}") for place in range(12)])
    axes = plot(frame, by="channel")
    width, height = axes.figure.get_size_inches()
    assert height / width <= 297 / 210, "a page of A4"
    assert len([row for row in rows(axes) if row.startswith("channel")]) % 12 == 0


class TestRates:
    def test_any_rate_is_drawn_neither_good_nor_bad(self) -> None:
        frame = items(EIGHT).assign(is_on_banner=pd.array(EIGHT, dtype="boolean"))
        axes = plot_rates(ia.rate(frame, ["is_on_banner"], by="channel"))
        assert axes.get_title(loc="left") == "On banner"
        assert rows(axes) == ["website"]
        assert [bars(axes, part) for part in ("yes", "not known", "no")] == [[0.375], [0.125], [0.5]]
        colours = {to_hex(part.patches[0].get_facecolor()) for part in axes.containers}
        assert not colours & {BAD.lower(), GOOD.lower()}
        assert "website: 38–50% (3 of 8, 1 not known)." in axes.get_label()

    def test_a_rate_of_ours_asks_its_question_and_keeps_its_colours(self) -> None:
        axes = plot_rates(resolution(items(EIGHT), by="channel"), suppress_below=1)
        assert axes.get_title(loc="left") == "Are published pictures larger than they need to be?"
        assert rows(axes) == ["Larger than the limit:\nwebsite", "Full-size original online:\nwebsite"]
        assert to_hex(axes.containers[0].patches[0].get_facecolor()) == BAD.lower()
        assert plot_rates(exposure(items(EIGHT)), title="Mine").get_title(loc="left") == "Mine"

    def test_small_groups_stay_out_here_too(self) -> None:
        frame = pd.concat([items([NO] * 9), items([YES] * 2, "facebook")])
        rates = ia.rate(frame, ["has_location"], by="channel")
        assert texts(plot_rates(rates, suppress_below=5))[0] == "Fewer than 5: not shown"
        assert rows(plot_rates(rates)) == ["facebook", "website"]

    def test_what_is_no_rate_is_refused(self) -> None:
        rates = ia.rate(items(EIGHT), ["has_location"])
        for frame, remedy in (
            (items(EIGHT), "these lack"),
            (trends(EIGHT, EIGHT), "plot_trends"),
            (pd.concat([rates, rates.assign(unit="file")]), "draw one for each"),
            (pd.concat([rates, rates]), "Two rates"),
        ):
            with pytest.raises(InputError, match=remedy):
                plot_rates(frame)
        assert texts(plot_rates(rates.assign(n=0)))[0] == "Nothing to count"
