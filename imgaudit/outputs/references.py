"""Who is meant by each reference: for the designated safeguarding lead alone, where outputs name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.actions import find_actions
from imgaudit.tables import WHO_IS_MEANT

if TYPE_CHECKING:
    from imgaudit.audit import Audit


def who_is_meant(audit: Audit) -> pd.DataFrame:
    """Who is meant by each reference, and in which pictures: everybody shown, possibly shown or named beside one.

    The reference is the one of all outputs and terms: a hash with the school's own key, which nobody can make who
    guesses a name. Names stand here in full whatever ``policy.names_in_outputs`` says, so keep it apart from what goes
    to others.

    Parameters
    ----------
    audit
        The audit, whole or narrowed.

    Returns
    -------
    The table ``who is meant`` (``docs/tables.md``): a row a person and placement. Whom the register does not know has
    no reference, and is called as somebody wrote.
    """
    placed = audit.placed[audit.placed["presence"].ne("unnamed")].reset_index(drop=True)
    placed = placed.assign(how=placed["presence"].replace("possibly", "possibly shown"))
    named = audit.names
    is_sure = named["level"].eq("full") & named["person_ids"].map(len).eq(1)
    how = pd.Series("named in ", index=named.index).mask(~is_sure, "perhaps named in ") + named["field"]
    named = named.assign(how=how.str.replace("_", " "), person_id=named["person_ids"]).explode("person_id")
    both = pd.concat([frame[["item_id", "person_id", "how"]] for frame in (placed, named)], ignore_index=True)
    both = both.assign(person_ref=placed["person_ref"].reindex(range(len(both))).mask(both["person_id"].notna()))
    keys = ["item_id", "person_id", "person_ref"]
    both = both.drop_duplicates().groupby(keys, dropna=False, sort=False)["how"].agg("; ".join).reset_index()
    people = audit.people
    people = people.assign(name=people["first_name"].fillna("") + " " + people["last_name"].fillna(""))
    both["person_id"] = both["person_id"].astype("str")  # where nobody is known, it is not
    told = both.merge(people[["person_id", "name", "known_as", "upn", "role", "group"]], on="person_id", how="left")
    told = told.merge(audit.items[["item_id", "asset_id", "channel", "page_title", "page_url"]], on="item_id")
    actions = find_actions(audit).groupby(["asset_id", "channel"])["action_id"].agg("\n".join)
    places = pd.MultiIndex.from_frame(told[["asset_id", "channel"]])
    told = told.assign(
        name=told["name"].str.strip().fillna(told["person_ref"]),
        actions=actions.reindex(places).set_axis(told.index),
    )
    told = told.sort_values(["name", "person_id", "item_id"], kind="stable")
    return WHO_IS_MEANT.frame(told[[*WHO_IS_MEANT.columns]])
