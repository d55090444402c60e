"""What a register says beside its answers: every situation from the MIS export to what the audit says of a picture."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

import imgaudit as ia
from imgaudit.register import Register

WHO = "UPN,Forename,Surname"
ADA = "Z1,Ada,Fern"
INVENTORY = (
    "Picture file,Channel,Page,Published,People,Everyone listed,Who is shown\n"
    "a.jpg,website,https://s1.example/p,2025-11-15,Ada Fern,yes,pupils\n"
)
UNKNOWN, COVERED, AGAINST = "unknown", "covered", "against"
ALL = {"website": "all"}


def audit_of(
    folder: Path, text: str | None = None, *, scopes: dict[str, str] | None = None, **options: object
) -> tuple[str, ia.register.Register, ia.Audit]:
    """The state of Ada's picture on the website by a register, which is a text or the files in a folder."""
    path = folder / "register"
    if text is not None:
        path = folder / "register.csv"
        path.write_text(text + "\n", encoding="utf-8")
    (folder / "list.csv").write_text(INVENTORY, encoding="utf-8")
    register = ia.read_register(path, exported_on="2025-12-01", key=b"test", **options)
    policy = ia.Policy(scopes=scopes) if scopes else ia.Policy()
    audit = ia.run_audit(ia.read_inventory(folder / "list.csv"), None, register, policy=policy, as_of="2025-12-01")
    return audit.items["consent_state"].iloc[0], register, audit


def wide(columns: str, cells: str, *below: str) -> str:
    """A register with Ada's row and what stands below it."""
    return "\n".join([f"{WHO},{columns}", f"{ADA},{cells}", *below])


def each(words: str) -> list[str]:
    return words.split("|")


LONG = f"{WHO},Consent type,Status"

SITUATIONS: list[tuple[str, str, str]] = [
    # who gave it: a later yes of another takes no refusal back
    *(
        (
            f"long, {heading}: one refuses",
            (
                f"{WHO},Consent type,{heading},Status,Date\n{ADA},Website photographs,Mr P Fern,Declined,01/09/2025\n"
                f"{ADA},Website photographs,Mrs J Fern,Confirmed,03/09/2025"
            ),
            AGAINST,
        )
        for heading in each(
            "Guardian|Contact|Responded by|Payer|Submitted by|Completed by|Signed by|Respondent|"
            "Parent/Carer name|Name of parent|Relationship to child|Parent/Guardian|Consent given by"
        )
    ),
    *(
        (
            f"long, {heading}: the same one thinks again",
            (
                f"{WHO},Consent type,{heading},Status,Date\n{ADA},Website photographs,Mrs J Fern,Declined,01/09/2025\n"
                f"{ADA},Website photographs,Mrs J Fern,Confirmed,03/09/2025"
            ),
            COVERED,
        )
        for heading in ("Guardian", "Responded by", "Payer", "Signed by", "Parent/Carer name")
    ),
    ("given by, of a scope", wide("Website,Website given by", "Yes,Mrs Fern"), COVERED),
    ("a phone number is nobody's name", wide("Website,Contact number", "Yes,01632 960001"), COVERED),
    *(
        (
            f"long, {heading}: names that differ",
            (
                f"{WHO},Consent type,{heading},Status,Date\n{ADA},Website photographs,Mr P Fern,Declined,01/09/2025\n"
                f"{ADA},Website photographs,Mrs J Fern,Confirmed,03/09/2025"
            ),
            AGAINST,
        )
        for heading in ("Account holder", "User", "Respondee")
    ),
    (
        "long, Account holder: one name",
        (
            f"{WHO},Consent type,Account holder,Status,Date\n{ADA},Website photographs,Mrs J Fern,Declined,01/09/2025\n"
            f"{ADA},Website photographs,Mrs J Fern,Confirmed,03/09/2025"
        ),
        COVERED,
    ),
    ("a no in the giver's column", wide("Website,Father", "Yes,No"), UNKNOWN),
    # withdrawn
    *(
        (f"{heading} with a date", wide(f"Website,{heading}", "Yes,10/11/2025"), AGAINST)
        for heading in each(
            "Website consent withdrawn on|Withdrawn|Website revoked date|Opted out on|Consent withdrawn|"
            "Website withdrawn|Date withdrawn|Website opted out on|Date website consent revoked|"
            "Photo consent withdrawn on|Website opt-out date|Website consent cancelled|Opted out|"
            "Website refused on|Consent denied|Do not use website photos"
        )
    ),
    *(
        (f"{heading} is blank", wide(f"Website,{heading}", "Yes,"), COVERED)
        for heading in ("Website consent withdrawn on", "Withdrawn", "Opted out on", "Consent denied", "Opted out")
    ),
    *(
        (f"Withdrawn: {word}", wide("Website,Withdrawn", f"Yes,{word}"), state)
        for word, state in {
            "No": COVERED,
            "n/a": COVERED,
            "-": COVERED,
            "0": COVERED,
            "Yes": AGAINST,
            "by letter": AGAINST,
            "2025-11-10": AGAINST,
            "10 November 2025": AGAINST,
            "31/02/2025": AGAINST,
            "TRUE": AGAINST,
            "05/01/2026": COVERED,
        }.items()
    ),
    ("withdrawn stands left", wide("Withdrawn,Website", "10/11/2025,Yes"), AGAINST),
    ("another scope withdrawn", wide("Website,Social media,Social media withdrawn on", "Yes,Yes,10/11/2025"), COVERED),
    ("given again", wide("Website,Website date,Website withdrawn on", "Yes,12/11/2025,10/11/2025"), COVERED),
    ("given before", wide("Website,Website date,Website withdrawn on", "Yes,01/09/2025,10/11/2025"), AGAINST),
    (
        "long, withdrawn",
        f"{LONG},Date,Withdrawn on\n{ADA},Website photographs,Confirmed,01/09/2025,10/11/2025",
        AGAINST,
    ),
    (
        "long, another row withdrawn",
        (
            f"{LONG},Date,Withdrawn on\n{ADA},Website photographs,Confirmed,01/09/2025,\n"
            f"{ADA},Social media,Confirmed,01/09/2025,10/11/2025"
        ),
        COVERED,
    ),
    # until when
    *(
        (f"{heading} is past", wide(f"Website,Website date,{heading}", "Yes,01/09/2024,31/08/2025"), AGAINST)
        for heading in each(
            "Website expires|Website expiry date|Expiry|Valid until|Review by|Website valid until|"
            "Website review by|Website consent ends|Photo consent expires|Renew by|Website review date"
        )
    ),
    *(
        (f"{heading} is to come", wide(f"Website,Website date,{heading}", "Yes,01/09/2025,31/08/2026"), COVERED)
        for heading in ("Website expires", "Expiry", "Valid until", "Review by", "Website valid until")
    ),
    ("another scope expired", wide("Website,Social media,Social media expires", "Yes,Yes,31/08/2025"), COVERED),
    ("the sooner end", wide("Website,Expires,Website expires", "Yes,31/08/2026,31/08/2025"), AGAINST),
    ("the sooner end, turned", wide("Website,Expires,Website expires", "Yes,31/08/2025,31/08/2026"), AGAINST),
    ("no end that is a date", wide("Website,Website expires", "Yes,end of Year 6"), UNKNOWN),
    ("never expires", wide("Website,Website expires", "Yes,never"), COVERED),
    # from when
    *(
        (f"{heading}: before the picture", wide(f"Website,{heading}", "Yes,01/09/2025"), COVERED)
        for heading in ("Website date", "Date of website consent", "Website consent date", "Website consented on")
    ),
    *(
        (f"{heading}: long ago", wide(f"Website,{heading}", "Yes,01/09/2020"), AGAINST)
        for heading in ("Website date", "Date of website consent", "Photo consent date", "Signed on")
    ),
    # taken back in other words
    *(
        (f"{heading} with a date", wide(f"Website,{heading}", "Yes,10/11/2025"), AGAINST)
        for heading in each(
            "Consent suspended|Removal of consent|Website consent stopped on|Withdrawal date|Declined on|"
            "Website & social media withdrawn|Refused"
        )
    ),
    ("a mark where yes means no", wide("Website,Website opt-out", "Yes,Yes*"), AGAINST),
    ("a marked no where yes means no", wide("Website opt-out", "No*"), UNKNOWN),
    ("a plain no where yes means no", wide("Website opt-out", "No"), COVERED),
    # two columns for one thing
    ("yes and no", wide("Website,Website", "Yes,No"), AGAINST),
    ("no and yes", wide("Website,Website", "No,Yes"), AGAINST),
    ("yes and yes", wide("Website,Website", "Yes,Yes"), COVERED),
    ("yes and a blank", wide("Website,Website", "Yes,"), UNKNOWN),
    ("a blank and yes", wide("Website,Website", ",Yes"), UNKNOWN),
    ("yes and what nobody knows", wide("Website,School website", "Yes,see letter"), UNKNOWN),
    ("two words for it", wide("Website,Web site", "Yes,No"), AGAINST),
    ("two states", f"{LONG},Response\n{ADA},Website photographs,Confirmed,Declined", AGAINST),
    (
        "two states, turned",
        f"{WHO},Consent type,Response,Status\n{ADA},Website photographs,Declined,Confirmed",
        AGAINST,
    ),
    ("two states that agree", f"{LONG},Response\n{ADA},Website photographs,Confirmed,Yes", COVERED),
    ("a general no", wide("Website,Consent status", "Yes,Withdrawn"), AGAINST),
    ("a general yes", wide("Website,Consent status", "Yes,Confirmed"), COVERED),
    ("a pair: yes", wide("Website Yes,Website No", "x,"), COVERED),
    ("a pair: no", wide("Website Yes,Website No", ",x"), AGAINST),
    ("a pair, no first: yes", wide("Website - No,Website - Yes", "FALSE,TRUE"), COVERED),
    ("a pair, no first: no", wide("Website - No,Website - Yes", "No,"), AGAINST),
    ("a pair: neither", wide("Website Yes,Website No", ","), UNKNOWN),
    # two rows of headings
    ("two rows: yes", f",,,Website,Social\n{WHO},Photo,Photo\n{ADA},Yes,No", COVERED),
    ("two rows: no", f",,,Website,Social\n{WHO},Photo,Photo\n{ADA},No,Yes", AGAINST),
    (
        "two rows, merged",
        f",,,Website,,Social,\n{WHO},Photo,Withdrawn,Photo,Withdrawn\n{ADA},Yes,,Yes,10/11/2025",
        COVERED,
    ),
    (
        "two rows, merged, withdrawn",
        f",,,Website,,Social,\n{WHO},Photo,Withdrawn,Photo,Withdrawn\n{ADA},Yes,10/11/2025,Yes,",
        AGAINST,
    ),
    ("yes and no below: yes", f"{WHO},Website,,Social media,\n,,,Yes,No,Yes,No\n{ADA},x,,,x", COVERED),
    ("yes and no below: no", f"{WHO},Website,,Social media,\n,,,Yes,No,Yes,No\n{ADA},,x,x,", AGAINST),
    ("no and yes below: no", f"{WHO},Website,,Social media,\n,,,No,Yes,No,Yes\n{ADA},x,,,x", AGAINST),
    ("refused and agreed above: refused", f",,,Refused,Agreed\n{WHO},Website,Social media\n{ADA},x,", AGAINST),
    ("refused and agreed above: agreed", f",,,Agreed,Refused\n{WHO},Website,Social media\n{ADA},x,", COVERED),
    ("a parent each above", f",,,Parent 1,Parent 2\n{WHO},Website,Website\n{ADA},Yes,No", AGAINST),
    ("a year each above", f",,,2024,2025\n{WHO},Website,Website\n{ADA},Yes,No", AGAINST),
    ("details above", f"Pupil details,,,Photo consent,\n{WHO},Website,Press\n{ADA},Yes,No", COVERED),
    ("a title is no heading", f"Fernhollow photo consents\n{WHO},Website\n{ADA},Yes", COVERED),
    # a picture that the MIS holds
    *(
        (f"{heading} is no consent", wide(heading, "Yes"), UNKNOWN)
        for heading in each(
            "Website photo published|Posted on website|Website photo taken|Photo on file|Photo uploaded|"
            "Has photo|Website image uploaded"
        )
    ),
    *(
        (f"{heading} beside consent", wide(f"Website,{heading}", "Yes,Yes"), COVERED)
        for heading in ("Photo on file", "Photo uploaded", "Has photo", "Photo date", "Picture ID", "Photo filename")
    ),
    # a sign beside the answer
    *(
        (f"the answer {answer}", wide("Website", answer), UNKNOWN)
        for answer in each(
            "Yes*|Yes¹|Yes (1)|Y†|Yes - see note|Yes [a]|*Yes|Yes?|Yes1|✓*|Granted #|Yes **|Yes (see office)|T²"
        )
    ),
    *(
        (f"the answer {answer}", wide("Website", answer), AGAINST)
        for answer in ("No*", "No¹", "No (1)", "N†", "No - see note", "*No", "Declined #", "Withdrawn*", "No?")
    ),
    *(
        (f"the answer {answer}", wide("Website", answer), COVERED)
        for answer in ("Yes", "yes.", "Y", "TRUE", "1", "Full consent", "✓", " Yes ")
    ),
    ("a footnote that takes it back", wide("Website", "Yes*", "* consent withdrawn 10/11/2025"), UNKNOWN),
    ("a footnote to another", wide("Website", "Yes", "Z2,Ben,Hollow,Yes*", "* consent withdrawn 10/11/2025"), COVERED),
    ("a footnote to her name", f"{WHO},Website\nZ1,Ada,Fern*,Yes\n* consent withdrawn", UNKNOWN),
    ("a footnote to nobody", wide("Website", "Yes", "* consent withdrawn 10/11/2025"), UNKNOWN),
    ("a footnote to the column", f"{WHO},Website*\n{ADA},Yes\nZ2,Ben,Hollow,Yes*\n* no photos on the website", UNKNOWN),
    ("a footnote on another matter", wide("Website", "Yes", "* free school meals"), COVERED),
    ("a note on consent", wide("Website", "Yes", "Website consents are being asked for again"), UNKNOWN),
    ("a note on the other use", wide("Website,Social media", "Yes,Yes", "Facebook is not to be used"), COVERED),
    ("a note above", f"Photos: parents who have not replied are shown as Yes\n{WHO},Website\n{ADA},Yes", UNKNOWN),
    ("a key that says no", wide("Website", "1", "Key: 1 = No consent 2 = Full consent"), UNKNOWN),
    ("a key above that says no", f"x = no consent\n{WHO},Website\n{ADA},x", UNKNOWN),
    ("a key in two cells", wide("Website", "Y", "Y,Young carer: do not publish"), UNKNOWN),
    ("a key below its title", wide("Website", "Y", "Legend", "Y,only in groups"), UNKNOWN),
    ("a key of what we think", wide("Website", "Y", "Key: Y = Yes, N = No"), COVERED),
    ("a key of full words", wide("Website", "1", "1 = Consent given; 0 = Consent refused"), COVERED),
    ("a key to another code", wide("Website", "Yes", "Key: 1 = No consent 2 = Full consent"), COVERED),
    ("colours mean something", wide("Website", "Yes", "Red = consent withdrawn"), UNKNOWN),
    # lines that are no people
    *(
        (f"below: {line}", wide("Website", "Yes", line), COVERED)
        for line in (
            "Total,Yes,,1",
            ",Total,,1",
            "Total Yes,,,1",
            "Page 2 of 2",
            "Class 4B",
            f"{WHO},Website",
            "4B,,,",
            "Year 4 website consents",
            ",,,Yes",
            "Printed from SIMS",
            "Total website: 1",
        )
    ),
    ("a refusal below the name", wide("Website", "Yes", ",,,No"), UNKNOWN),
    ("a refusal of her surname", wide("Website", "Yes", ",,Fern,No"), UNKNOWN),
    ("a refusal of another surname", wide("Website", "Yes", ",,Hollow,No"), COVERED),
    # columns that are not understood
    *(
        (f"{heading} with a word", wide(f"Website,{heading}", "Yes,not face-on"), UNKNOWN)
        for heading in each(
            "Notes on photos|Photo restrictions|Image comments|Website exceptions|Website notes|"
            "Photo consent conditions|Consent notes|Restrictions|Website hidden|Reason for website refusal|"
            "Pictures - other information|Facial images"
        )
    ),
    *(
        (f"{heading} is blank", wide(f"Website,{heading}", "Yes,"), COVERED)
        for heading in each(
            "Notes on photos|Photo restrictions|Image comments|Website exceptions|Consent notes|"
            "Website hidden|Restrictions"
        )
    ),
    ("no restrictions", wide("Website,Photo restrictions", "Yes,None"), COVERED),
    ("restrictions: no", wide("Website,Photo restrictions", "Yes,No"), COVERED),
    ("restrictions: no?", wide("Website,Photo restrictions", "Yes,No?"), UNKNOWN),
    ("a note of no", wide("Website,Photo notes", "Yes,No"), UNKNOWN),
    ("a note on another use", wide("Website,Facebook exceptions", "Yes,no face"), COVERED),
    ("without restriction: no", wide("Website,Consent to photos without restriction", "Yes,No"), UNKNOWN),
    ("not valid", wide("Website,Website consent valid?", "Yes,No"), UNKNOWN),
    ("a no with a note stays a no", wide("Website,Photo notes", "No,ask again"), AGAINST),
    *(
        (
            f"{heading}, asked of somebody, hers: {answer or 'blank'}",
            f"{WHO},Website,{heading}\n{ADA},Yes,{answer}\nZ2,Ben,Hollow,Yes,Yes",
            UNKNOWN,
        )
        for answer in ("", "Yes", "No")
        for heading in ("May we NOT use website photos", "Photo on website without name", "Website (hidden)")
    ),
    ("a question on another use", wide("Website,May we NOT use Facebook photos", "Yes,Yes"), COVERED),
    *(
        (f"{heading} is another matter", wide(f"Website,{heading}", f"Yes,{word}"), COVERED)
        for heading, word in (
            ("Social worker", "Yes"),
            ("Internet access", "No"),
            ("Film club", "Yes"),
            ("Shoe size", "4"),
            ("Display name", "Ada F"),
            ("Medical conditions", "asthma"),
            ("Dietary restrictions", "no nuts"),
            ("Online safety", "No"),
            ("Photography club", "No"),
            ("Notes", "likes maths"),
            ("Web filter group", "No"),
            ("Name on website", "No"),
            ("Withdrawn from RE", "Yes"),
            ("School website address", "https://s1.example"),
        )
    ),
    ("notes that speak of pictures", wide("Website,Notes", "Yes,mum rang about photos"), UNKNOWN),
    ("notes that take consent back", wide("Website,Comments", "Yes,consent withdrawn by letter"), UNKNOWN),
    ("an unread column that says no", wide("Website,Flag", "Yes,not on website"), UNKNOWN),
    ("no heading, and a no", wide("Website,", "Yes,No"), UNKNOWN),
    ("no heading, and a number", wide("Website,", "Yes,1"), COVERED),
    ("no heading, and a word", wide("Website", "Yes, see note"), UNKNOWN),
    ("photos in general: see the office", wide("Website,Photos?", "Yes,see office"), UNKNOWN),
    ("photos in general: no", wide("Website,Photos?", "Yes,No"), AGAINST),
    ("photos in general: a file", wide("Website,Photo", "Yes,ada.jpg"), COVERED),
    (
        "long, a kind that is not understood beside one that is",
        f"{LONG}\n{ADA},Website photographs,Confirmed\n{ADA},Website photographs - not face,Confirmed",
        UNKNOWN,
    ),
    ("long, an unread column", f"{LONG},Photo notes\n{ADA},Website photographs,Confirmed,not face-on", UNKNOWN),
    (
        "long, an unread column of another row",
        f"{LONG},Photo notes\n{ADA},Website photographs,Confirmed,\n{ADA},Social media,Confirmed,not face-on",
        COVERED,
    ),
    # turned round, and not
    ("opt in: no", wide("Website opt in", "No"), AGAINST),
    ("opt in: yes", wide("Website opt-in", "Yes"), COVERED),
    ("opt out: yes", wide("Website,Website opt-out", "Yes,Yes"), AGAINST),
    ("in and out of school", wide("Website,Photos in and out of school", "Yes,No"), AGAINST),
    ("a list of what is refused", wide("Website,Photo opt outs", "Yes,Website; Press"), AGAINST),
    ("a list of other refusals", wide("Website,Photo opt outs", "Yes,Press"), COVERED),
    *(
        (f"long, {kind}: {answer}", f"{LONG}\n{ADA},{kind},{answer}", state)
        for kind, answer, state in (
            ("NOT on website", "Yes", AGAINST),
            ("Do not use website photos", "Granted", AGAINST),
            ("Website opt-out", "Confirmed", AGAINST),
            ("Refuse photos on website", "Yes", AGAINST),
            ("Website consent withdrawn", "Yes", AGAINST),
            ("Website photos unless named", "Yes", UNKNOWN),
            ("Website photo taken", "Yes", UNKNOWN),
            ("Internet access", "Yes", UNKNOWN),
            ("Website photographs", "Yes", COVERED),
            ("May we use photographs on our website?", "Yes", COVERED),
            ("Website photographs", "Yes*", UNKNOWN),
            ("Website photographs", "No*", AGAINST),
        )
    ),
    ("headings say how to answer", wide("Website (Y/N)", "Y"), COVERED),
    ("headings say how to answer: no", wide("Website (Yes/No)", "No"), AGAINST),
    ("a key in the heading", wide('"Website (1 = no, 2 = yes)"', "1"), UNKNOWN),
    # a later yes of another kind
    *(
        (
            f"{kind}: yes, later than a no to the website",
            f"{LONG},Date\n{ADA},Website photographs,Declined,01/09/2025\n{ADA},{kind},Confirmed,13/09/2025",
            AGAINST,
        )
        for kind in each("Name on website|Website cookies|Artwork on website|Website account|Learning website|Online")
    ),
    *(
        (f"{kind} is no question", f"{LONG}\n{ADA},{kind},Confirmed", UNKNOWN)
        for kind in each(
            "Website images blurred|Website (old form 2022)|Website (former school)|Website consent requested|"
            "Website reminder sent|Website photographs (group)|Group photos on website|"
            "Parental access to website|Website parents evening booking|Website audio"
        )
    ),
    *(
        (f"{kind} is the question", f"{LONG}\n{ADA},{kind},Confirmed", COVERED)
        for kind in each(
            "Website|Photos on the school website|Use of photographs on website|Website images|Photo consent - website|"
            "Photographs for website and social media|I give permission for photographs on the website"
        )
    ),
    # columns that mean all uses, or that an answer holds no longer
    *(
        (f"{heading}: {answer}", wide(f"{heading},Website", f"{answer},Yes"), state)
        for answer, state in (("No", UNKNOWN), ("Yes", COVERED))
        for heading in each(
            "Parental consent (any)|Overall consent|GDPR consent|Consents|Current consent|Student consent|Own consent|"
            "Second parent|Latest answer|Form signed|Confirmed|Approved|Valid|Still valid|Active|Updated answer|"
            "Decision"
        )
    ),
    *(
        (f"{heading}: {answer or 'blank'}", wide(f"{heading},Website", f"{answer},Yes"), state)
        for answer, state in (("Yes", UNKNOWN), ("", COVERED))
        for heading in each("Superseded|Veto|Embargo|Changed mind|Withhold|No publicity|No pics")
    ),
    ("out of date: yes", wide("Out of date,Website", "Yes,Yes"), UNKNOWN),
    ("not for publication: yes", wide("Not for publication,Website", "Yes,Yes"), AGAINST),
    ("not for publication: no", wide("Not for publication,Website", "No,Yes"), COVERED),
    *(
        (f"{heading}: a day", wide(f"{heading},Website", "01/11/2025,Yes"), UNKNOWN)
        for heading in each("Terminated|Ended on|Stop date|Removal date")
    ),
    *(
        (f"long, {heading}: {value}", f"{LONG},{heading}\n{ADA},Website photographs,Confirmed,{value}", UNKNOWN)
        for heading, value in (
            ("Current status", "Declined"),
            ("Change reason", "withdrawn"),
            ("Superseded", "Yes"),
            ("Applies to", "Prospectus only"),
            ("Excludes", "website"),
            ("Decision", "No"),
            ("Response 2", "No"),
            ("Updated answer", "No"),
        )
    ),
    # what somebody writes who means no
    *(
        (f"{heading}: {note}", wide(f"{heading},Website", f"{note},Yes"), UNKNOWN)
        for heading, note in (
            ("Notes", "Mum says no pics please"),
            ("Notes", "Do not use her pic"),
            ("Notes", "not to be shown anywhere"),
            ("Notes", "Court order - no publicity"),
            ("Notes", "Dad rang 10/11: changed his mind"),
            ("Notes", "only group shots"),
            ("Notes", "Face must be blurred"),
            ("Notes", "Ask mum before using"),
            ("UDF1", "No pics"),
            ("GDPR flag", "Photo embargo"),
        )
    ),
    *(
        (f"{heading}: {value}", wide(f"{heading},Website", f"{value},Yes"), COVERED)
        for heading, value in (
            ("Medical", "Asthma. No nuts; see photo on file"),
            ("Interests", "photography; no sport"),
            ("Photo notes", "All fine"),
            ("Priority contact", "Mrs Fern"),
            ("Medical consent", "No"),
            ("Trip consent", "No"),
            ("Biometric consent", "No"),
            ("ICT agreement", "No"),
            ("Ethnicity", "refused"),
            ("Notes", "Peanut allergy"),
        )
    ),
    # rows and lists that are not what they seem
    ("a row shifted by a comma", wide("Website,Status date", "Yes, No,01/09/2025"), UNKNOWN),
    ("a draft", f"DRAFT - do not use,,,\n{wide('Website', 'Yes')}", UNKNOWN),
    ("valid until a day gone by", f"{wide('Website', 'Yes')}\nValid until 31/08/2025,,,", UNKNOWN),
    *(
        (
            f"parents who do not agree, told apart by {heading}",
            "\n".join(
                (
                    f"{LONG},Date,{heading}",
                    f"{ADA},Website photographs,Declined,01/09/2025,{first}",
                    f"{ADA},Website photographs,Confirmed,03/09/2025,{second}",
                )
            ),
            AGAINST,
        )
        for heading, first, second in (
            ("Contact type", "Father", "Mother"),
            ("Family member", "dad", "mum"),
            ("Priority", "1", "2"),
            ("Household", "A", "B"),
            ("Parent ID", "1001", "1002"),
        )
    ),
    (
        "one parent who changed their mind",
        f"{LONG},Date\n{ADA},Website photographs,Declined,01/09/2025\n{ADA},Website photographs,Confirmed,03/09/2025",
        COVERED,
    ),
]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The state of Ada's picture by each register, from one audit in which she is another child each time."""
    folder = tmp_path_factory.mktemp("situations")
    header, picture = INVENTORY.splitlines()
    lines, registers = [header], []
    for n, (_, text, _) in enumerate(SITUATIONS):
        path = folder / "register.csv"
        path.write_text(text.replace("Z1", f"Z1{n}") + "\n", encoding="utf-8")
        registers.append(ia.read_register(path, exported_on="2025-12-01", key=b"test %d" % n))
        lines.append(picture.replace("a.jpg", f"{n}.jpg").replace("/p,", f"/p{n},").replace("Ada Fern", f"Z1{n}"))
    (folder / "list.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    register = ia.register.Register(
        *(pd.concat([getattr(one, frame) for one in registers]) for frame in ("people", "consents", "problems"))
    )
    audit = ia.run_audit(ia.read_inventory(folder / "list.csv"), None, register, as_of="2025-12-01")
    number = audit.items["page_url"].str.extract(r"p(\d+)$")[0].astype(int)
    return {SITUATIONS[n][0]: state for n, state in zip(number, audit.items["consent_state"], strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "state"), [(row[0], row[2]) for row in SITUATIONS], ids=[row[0] for row in SITUATIONS]
)
def test_what_a_register_says_of_a_picture(states: dict[str, str], name: str, state: str):
    assert states[name] == state


def test_no_situation_stands_twice_and_half_are_settled():
    assert len({name for name, *_ in SITUATIONS}) == len(SITUATIONS)
    assert len([state for *_, state in SITUATIONS if state != UNKNOWN]) * 2 >= len(SITUATIONS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "state"),
    [
        (wide("Photo", "Yes"), COVERED),
        (wide("Photo", "No"), AGAINST),
        (wide("Photo,Photo date", "Yes,03/09/2025"), UNKNOWN),
        (wide("Photo date,Photo", "03/09/2025,Yes"), UNKNOWN),
        (wide("Photo,Photo uploaded", "Yes,Yes"), UNKNOWN),
        (wide("Photo,Photo date", "No,03/09/2025"), AGAINST),
        (wide("Photograph Student,Photo date", "T,03/09/2025"), COVERED),
        (wide("Photo consent,Photo on file", "Yes,Yes"), COVERED),
        (f",,,Website,Social\n{WHO},Photo,Photo\n{ADA},Yes,No", UNKNOWN),
        (wide("Photo consent,Website exceptions", "Yes,not face-on"), UNKNOWN),
        (wide("Photo consent,Website exceptions", "Yes,"), COVERED),
    ],
)
def test_one_answer_for_all_photographs(tmp_path: Path, text: str, state: str):
    assert audit_of(tmp_path, text, scopes=ALL)[0] == state


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "mapping", "state"),
    [
        (wide("Website,May we NOT use website photos", "Yes,No"), {"May we NOT use website photos": "ignore"}, COVERED),
        (
            wide("Website,May we NOT use website photos", "Yes,No"),
            {"May we NOT use website photos": "denied:website"},
            COVERED,
        ),
        (
            wide("Website,May we NOT use website photos", "Yes,Yes"),
            {"May we NOT use website photos": "denied:website"},
            AGAINST,
        ),
        (wide("Website,Homepage pictures", "Yes,No"), {"Homepage pictures": "scope:website"}, AGAINST),
        (wide("Website,Website", "Yes,"), {"Website (2)": "ignore"}, COVERED),
        (wide("Website,Website", "Yes,No"), {"Website (2)": "ignore"}, COVERED),
        (wide("Website,Photo notes", "Yes,class of 2025"), {"Photo notes": "ignore"}, COVERED),
        (wide("Website,Taken back", "Yes,10/11/2025"), {"Taken back": "withdrawn:website"}, AGAINST),
        (wide("Website,Taken back", "Yes,10/11/2025"), {"Taken back": "withdrawn:social"}, COVERED),
        (wide("Website,Gilt bis", "Yes,31/08/2025"), {"Gilt bis": "expires_on"}, AGAINST),
        (wide("Website,Datum", "Yes,01/09/2020"), {"Datum": "given_on:website"}, AGAINST),
        # What is mapped goes before an alias that stands further left.
        ("Name,UPN,Pupil name,Website\nFern Office,,Ada Fern,Yes", {"Pupil name": "name"}, COVERED),
        (
            f"{WHO},Consent type,Status,Value\n{ADA},Website photographs,On roll,No",
            {"Value": "status"},
            AGAINST,
        ),
        (
            f"{WHO},Consent type,Status,Value\n{ADA},Website photographs,No longer on roll,Yes",
            {"Value": "status"},
            COVERED,
        ),
        (
            (
                f"{WHO},Consent type,Contact,Filled by,Status,Date\n"
                f"{ADA},Website photographs,01632 960001,Mr Fern,Declined,01/09/2025\n"
                f"{ADA},Website photographs,01632 960001,Mrs Fern,Confirmed,03/09/2025"
            ),
            {"Filled by": "given_by"},
            AGAINST,
        ),
    ],
)
def test_a_mapping_always_wins(tmp_path: Path, text: str, mapping: dict[str, str], state: str):
    assert audit_of(tmp_path, text, mapping=mapping)[0] == state


@pytest.mark.slow
def test_what_took_a_yes_away_is_said_first(tmp_path: Path):
    text = wide(
        "Website,Shoe size,Photo notes,Consent date",
        "Yes,4,not face-on,05/09/2025",
        "Z2,Ben,Hollow,Yes*,5,,05/09/2025",
        "Z3,Cleo,Marsh,Yes,5,,05/09/2025",
        "* withdrawn by letter",
        "Total,,,3",
    )
    state, register, audit = audit_of(tmp_path, text)
    assert state == UNKNOWN
    said = register.problems[["row", "column", "value"]].astype("object").fillna("").to_numpy().tolist()
    reasons = register.problems["reason"].tolist()
    assert said[:2] == [["", "Photo notes", "1 answer of yes"], [3, "Website", "Yes*"]]
    assert "mapping=" in reasons[0]
    assert "ignore" in reasons[0]
    assert reasons[1].startswith("A sign beside the answer points to a note: read as not_recorded.")
    assert [row for row, reason in zip(said, reasons, strict=True) if reason.startswith("Names nobody")] == [
        [5, "", "2 rows: 5, 6"]
    ]
    assert audit.problems["reason"].tolist()[:2] == reasons[:2]
    assert register.people["first_name"].tolist() == ["Ada", "Ben", "Cleo"]
    assert register.consents["status"].tolist() == ["not_recorded", "not_recorded", "granted"]


@pytest.mark.slow
def test_what_is_unread_and_takes_nothing_away_is_not_said_first(tmp_path: Path):
    register = audit_of(tmp_path, wide("Website,Photo notes", "Yes,"))[1]
    assert register.problems["reason"].tolist() == ["Columns not used; map them with mapping= if they hold consent."]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "n_people"),
    [
        ("Total Yes,,,1", 1),
        (",Total,,1", 1),
        ("Page 2 of 2", 1),
        ("Class 4B", 1),
        (f"{WHO},Website", 1),
        ("4B", 1),
        ("* consent withdrawn 10/11/2025", 1),
        ("Key: 1 = No consent 2 = Full consent", 1),
        (",,Hollow,Yes", 1),
        ("Z2,,,No", 2),
        ("Z2,Ben,Hollow,", 2),
        (",Ben,Hollow,No", 2),
        (",Page,Hollow,Yes", 2),
        (",,Hollow,No", 2),
    ],
)
def test_a_line_without_number_and_full_name_is_nobody(tmp_path: Path, line: str, n_people: int):
    register = audit_of(tmp_path, wide("Website", "Yes", line))[1]
    assert len(register.people) == n_people


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "n_people"),
    [
        ("* consent withdrawn 10/11/2025,,", 1),
        ("Class 4B,,", 1),
        ("4B - Mrs Marsh,,", 1),
        ("Oak class,,", 1),
        ("Total: 1,,1", 1),
        ("Name,Form,Website", 1),
        ("Hollow,4B,Yes", 1),
        ("Ben Hollow,,", 2),
        ('"Hollow, Ben",4B,No', 2),
        ("Ben Van Hollow-Marsh,4B,Yes", 2),
    ],
)
def test_a_line_in_a_column_of_names_is_nobody(tmp_path: Path, line: str, n_people: int):
    register = audit_of(tmp_path, f"Name,Form,Website\nAda Fern,4B,Yes\n{line}")[1]
    assert len(register.people) == n_people


@pytest.mark.slow
def test_a_refusal_of_a_surname_alone_is_kept_and_said_first(tmp_path: Path):
    state, register, _ = audit_of(tmp_path, wide("Website", "Yes", "Z2,Ben,Hollow,Yes", ",,Fern,No"))
    assert state == UNKNOWN
    assert register.problems.iloc[0][["row", "value"]].tolist() == [4, "1 answer of yes"]
    assert register.problems["reason"].iloc[0].startswith("A refusal that names nobody in full")
    assert register.consents["status"].tolist() == ["not_recorded", "granted", "refused"]


def book(path: Path, **sheets: list[str]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for line in lines:
            sheet.append(line.split(","))
    made.save(path)
    return made


TODAY = [f"{WHO},Website", "Z2,Cleo,Marsh,Yes"]
HERS = [f"{WHO},Website", f"{ADA},Yes"]


@pytest.mark.slow
@pytest.mark.parametrize("visibility", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path, visibility: str):
    (tmp_path / "register").mkdir()
    path = tmp_path / "register" / "r.xlsx"
    made = book(path, Today=TODAY, Old_2023=HERS)
    assert audit_of(tmp_path)[0] == COVERED, "shown, it counts"
    made["Old 2023"].sheet_state = visibility
    made.save(path)
    state, register, _ = audit_of(tmp_path)
    assert state == UNKNOWN
    assert register.problems["reason"].tolist() == [
        HIDDEN,  # an old list too may hold a no of another giver
        "Hidden sheets are not read, show them if they count: Old 2023.",
    ]


@pytest.mark.parametrize(
    ("name", "lines", "state"),
    [
        ("Withdrawals", ["Child", "Ada Fern"], UNKNOWN),
        ("Withdrawals", ["UPN,Forename,Surname,Day", f"{ADA},01/11/2025"], UNKNOWN),
        ("Old", [f"{WHO},Website", f"{ADA},No"], UNKNOWN),
        ("Notes", ["Ada Fern: no longer on the website"], UNKNOWN),
        ("Notes", ["Ada Fern must not be photographed"], UNKNOWN),
        ("DNP", ["Z1"], COVERED),  # a number so short may count anything
        ("Notes", ["Ada Fern: no longer on Facebook"], COVERED),
        ("Classes", [f"{WHO},Class", f"{ADA},4B"], COVERED),
        ("Lists", ["Yes", "No", "Website", "Facebook"], COVERED),
    ],
)
def test_a_hidden_sheet_that_may_hold_a_no_leaves_nobody_covered(
    tmp_path: Path, name: str, lines: list[str], state: str
):
    (tmp_path / "register").mkdir()
    path = tmp_path / "register" / "r.xlsx"
    made = book(path, Today=HERS, **{name: lines})
    made[name].sheet_state = "hidden"
    made.save(path)
    found, register, _ = audit_of(tmp_path)
    assert (found, register.completeness) == (state, "part")
    said = [[*row] for row in register.problems[["file", "reason", "value"]].itertuples(index=False)]
    hidden = f"Hidden sheets are not read, show them if they count: {name}."
    assert [reason for _, reason, _ in said].count(hidden) == 1
    doubted = [f"r.xlsx[{name}]", HIDDEN, "1 answer of yes"]
    assert said[0] == doubted if state == UNKNOWN else doubted not in said


HIDDEN = (
    "A hidden sheet that speaks of pictures, or says no, and names people: a yes for that use counts as not recorded, "
    "everybody's. Show it, so that it is read, or delete it."
)


@pytest.mark.slow
def test_a_hidden_sheet_of_an_opendocument_is_not_read(tmp_path: Path):
    (tmp_path / "register").mkdir()
    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    for name, lines, style in (("Today", TODAY, None), ("Old", HERS, "hidden")):
        table = Table(name=name, stylename=style) if style else Table(name=name)
        for line in lines:
            row = TableRow()
            for word in line.split(","):
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=word))
                row.addElement(cell)
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(tmp_path / "register" / "r.ods")
    state, register, _ = audit_of(tmp_path)
    assert state == UNKNOWN
    assert register.problems["reason"].str.contains("Hidden sheets are not read.*Old").any()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "state"),
    [
        (["Not on the website", "Ada Fern", "Ben Hollow"], UNKNOWN),
        (["Photos: see office", "Fern Ada"], UNKNOWN),
        (["Website opt outs", "Z1"], UNKNOWN),
        (["Child,Why", "Z1,photo withdrawn"], UNKNOWN),
        (["Website,120 yes,3 no"], COVERED),
        (["Year,Website,12", "4,11,1"], COVERED),
        (["Dinner,Ada Fern,pie"], COVERED),
        (["Code,Meaning", "Yes,No website photos"], UNKNOWN),
        (["Code,Meaning", "Yes,Consent given"], COVERED),
        (["Red = consent withdrawn"], UNKNOWN),
        (["Facebook only,Ada Fern"], COVERED),
        ([f"{WHO},Form", f"{ADA},4B"], COVERED),
        (["No website photos", f"{WHO},Form", f"{ADA},4B"], UNKNOWN),
    ],
)
def test_a_sheet_that_is_not_understood(tmp_path: Path, sheet: list[str], state: str):
    (tmp_path / "register").mkdir()
    book(tmp_path / "register" / "r.xlsx", Consents=HERS, Other=sheet)
    found, register, _ = audit_of(tmp_path)
    assert found == state
    if state == UNKNOWN:
        key = sheet[0].startswith("Code")  # said of the answers that it is about
        assert register.problems["file"].iloc[0] == f"r.xlsx[{'Consents' if key else 'Other'}]"


@pytest.mark.slow
def test_the_name_of_a_list_of_people_may_take_back_a_yes(tmp_path: Path):
    (tmp_path / "register").mkdir()
    book(tmp_path / "register" / "r.xlsx", Consents=HERS, Website_opt_outs=[f"{WHO},Form", "Z2,Ben,Hollow,4B"])
    assert audit_of(tmp_path)[0] == UNKNOWN


@pytest.mark.slow
def test_a_later_answer_stands_whatever_was_in_doubt_before(tmp_path: Path):
    text = f"{WHO},Consent type,Status,Date,Photo notes\n{ADA},Website photographs,Confirmed,01/09/2024,ask again\n"
    assert audit_of(tmp_path, text + f"{ADA},Website photographs,Confirmed,01/09/2025,")[0] == COVERED
    assert audit_of(tmp_path, text + f"{ADA},Website photographs,Declined,01/09/2025,")[0] == AGAINST


NO_LIST = (
    "Not read: no list that is read here: if it says who consents, or no longer does, save it as XLSX or CSV; if not, "
    "move it to another folder."
)
PACKED = "Not read: an archive, which is not opened here: unpack it into this folder."
WITHDRAWN = f"{LONG},Date\n{ADA},Website photographs,Withdrawn,10/10/2025\n"


def folder_of(folder: Path, **files: str | bytes) -> Register:
    """What a folder says with Ada's yes in it and these files, ``__`` for the dot in their names."""
    place = folder / "register"
    place.mkdir(exist_ok=True)
    (place / "consents.csv").write_text("\n".join([*HERS, ""]), encoding="utf-8")
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (place / name.replace("__", ".")).write_bytes(data)
    return ia.read_register(place, exported_on="2025-12-01", key=b"test")


def unread(register: Register) -> list[list[str]]:
    """File, code and reason of what was not read."""
    lost = register.problems["not_read"].eq(True).fillna(False)
    return register.problems.loc[lost, ["file", "code", "reason"]].to_numpy().tolist()


@pytest.mark.parametrize(
    "name",
    [
        "w.xlsb",
        "w.numbers",
        "w.pdf",
        "w.docx",
        "w.html",
        "w.rtf",
        "w.csv.bak",
        "w",
        "w.json",
        "w.jpg",
        "w.lnk",
        "w.doc",
    ],
)
def test_what_is_no_list_in_a_register_s_folder_is_said_and_not_passed_over(tmp_path: Path, name: str):
    register = folder_of(tmp_path, **{name.replace(".", "__"): '{"of": "nobody"}'})
    assert unread(register) == [[name, "not_recognised", NO_LIST]]
    assert register.completeness == "part"


def test_an_archive_in_a_register_s_folder_is_said_to_be_unpacked(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as packed:
        packed.writestr("w.csv", WITHDRAWN)
    zipped = (tmp_path / "w.zip").read_bytes()
    register = folder_of(tmp_path, w__zip=zipped, w__csv__gz=gzip.compress(WITHDRAWN.encode()), w__7z=b"7z\xbc\xaf")
    assert unread(register) == [[name, "packed", PACKED] for name in ("w.7z", "w.csv.gz", "w.zip")]
    assert register.completeness == "part"


def test_what_lies_beside_lists_and_is_none_leaves_a_register_whole(tmp_path: Path):
    aside = {"~$consents__xlsx": "x", "__~lock__consents__ods#": "x", "__DS_Store": "x", "Thumbs__db": "x"}
    mapping = tmp_path / "register" / "mapping.json"
    register = folder_of(tmp_path, README__md="Website photos", headings__toml="[mapping]", **aside)
    for name in ("ours.csv", "ours.xlsx"):
        ia.write_table(register.people, tmp_path / "register" / name)
    register.people.to_parquet(tmp_path / "register" / "ours.parquet")
    register = folder_of(tmp_path)
    assert (register.completeness, unread(register)) == ("whole", [])
    mapping.write_text('{"Shoe size": "ignore"}', encoding="utf-8")
    assert ia.read_register(mapping.parent, mapping=mapping).completeness == "whole"
    assert ia.read_register(mapping.parent).completeness == "part", "named for nothing, it may be a list"


def test_a_folder_without_a_list_says_what_in_it_was_not_read(tmp_path: Path):
    (tmp_path / "consents.pdf").write_bytes(b"%PDF-")
    with pytest.raises(
        ia.InputError, match=r"no sheet with people in it.*Not read: consents\.pdf: no list that is read"
    ):
        ia.read_register(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_an_older_workbook_in_a_register_s_folder_is_read(tmp_path: Path):
    (tmp_path / "w.csv").write_text(WITHDRAWN, encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xls:MS Excel 97", "--outdir", str(tmp_path)]
    subprocess.run([*command, tmp_path / "w.csv"], check=True, capture_output=True, timeout=120)
    data = (tmp_path / "w.xls").read_bytes()
    assert data[:4] == b"\xd0\xcf\x11\xe0"
    assert folder_of(tmp_path, w__xls=data).completeness == "whole"
    assert audit_of(tmp_path)[0] == AGAINST


DATED = f"{LONG},Date\n{ADA},Website photographs,Granted,01/09/2025\n"
OTHERS = 'Z2,"Bo,Oak,Website photographs,Granted,01/09/2025\n'
REFUSALS = "".join(f"Y{n},Bo,Oak,Website photographs,Declined,01/09/2025\n" for n in range(2_000))
LOST = "The list breaks off here, and a no may stand in what is lost: everybody's yes counts as not recorded."
NOT_OPENED = "A file that was not read, and in which a no may stand: everybody's yes counts as not recorded"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "state", "said"),
    [
        ({"a.csv": DATED + OTHERS + f"{ADA},Website photographs,Withdrawn,10/10/2025\n"}, UNKNOWN, ["a.csv", 3, LOST]),
        ({"a.csv": DATED + f"{ADA},Website photo"}, UNKNOWN, ["a.csv", 3, LOST]),
        ({"a.csv": gzip.compress((DATED + REFUSALS).encode())[:-200]}, UNKNOWN, ["a.csv", None, LOST]),
        # No kind of consent in it, so that a later row of the same person takes the earlier back.
        ({"Website.csv": f'{WHO},Status,Date\n{ADA},Granted,01/09/2025\nZ2,"Bo'}, UNKNOWN, ["Website.csv", 3, LOST]),
        ({"a.csv": "\n".join(HERS), "b.csv": f"{LONG}\n{ADA},Website photographs"}, UNKNOWN, ["b.csv", 2, LOST]),
        ({"a.csv": DATED, "b.csv": f'Who,When\nx,"{ADA}, Website photos withdrawn\n'}, UNKNOWN, ["b.csv", 2, LOST]),
        # A later yes as well: the no of another parent would win.
        ({"a.csv": DATED, "2025-08-01.pdf": "%PDF-"}, UNKNOWN, ["2025-08-01.pdf", None, NOT_OPENED]),
        ({"a.csv": "\n".join([*HERS, ""]), "w.numbers": "x"}, UNKNOWN, ["w.numbers", None, NOT_OPENED]),
        # A no that is known stays; of a row a person nobody's answer is lost but that of those who are not there.
        ({"a.csv": WITHDRAWN + OTHERS}, AGAINST, None),
        ({"a.csv": WITHDRAWN, "w.pdf": "%PDF-"}, AGAINST, None),
        ({"a.csv": "\n".join([*HERS, 'Z2,"Bo,Oak,Yes\nZ3,Cy,Elm,Yes\n'])}, COVERED, None),
        ({"a.csv": "\n".join([*HERS, "Z2,Bo"])}, COVERED, None),
        # A broken line loses the answers of its person and of nobody else.
        ({"a.csv": DATED + "Z2,Bo,Oak,Website photographs,Granted\n"}, COVERED, None),
        ({"a.csv": DATED.rstrip()}, COVERED, None),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else None,
)
def test_a_yes_may_have_ended_in_what_was_not_read(
    tmp_path: Path, files: dict[str, str | bytes], state: str, said: list[object] | None
):
    (tmp_path / "register").mkdir()
    for name, content in files.items():
        (tmp_path / "register" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    found, register, _ = audit_of(tmp_path)
    assert found == state
    doubts = register.problems[register.problems["reason"].str.startswith((LOST, NOT_OPENED))]
    if said is None:
        assert state == AGAINST or doubts.empty
        return
    file, row, reason = said
    assert doubts[["file", "code", "value"]].to_numpy().tolist() == [[file, "not_recorded", "1 answer of yes"]]
    assert doubts["reason"].iloc[0].startswith(str(reason))
    assert row is None or doubts["row"].iloc[0] == row
    assert register.completeness == "part"


@pytest.mark.slow
def test_the_row_that_a_file_ends_in_is_nobody_s_yes(tmp_path: Path):
    whole = wide("Website,Photo notes", "Yes,not face-on")
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "r.csv").write_text(whole.removesuffix(",not face-on"), encoding="utf-8")
    state, register, _ = audit_of(tmp_path)
    assert (state, register.completeness) == (UNKNOWN, "part")
    assert register.problems["reason"].iloc[0].startswith("A broken line: what it answers is not known")


def test_pages_of_students_lose_no_answer_of_those_who_are_there(tmp_path: Path):
    ada = {"surname": "Fern", "forename": "Ada", "upn": "Z1", "consents": {"data": [{"type": "Website photographs",
           "consent": True}]}}  # fmt: skip
    page = {"data": [ada], "meta": {"pagination": {"more": True}}}
    (tmp_path / "students.json").write_text(json.dumps(page), encoding="utf-8")
    register = ia.read_register(tmp_path, exported_on="2025-12-01", key=b"test")
    assert (register.completeness, register.consents["status"].tolist()) == ("part", ["granted"])


@pytest.mark.slow
def test_a_hidden_sheet_is_named_whichever_sheet_stands_first(tmp_path: Path):
    (tmp_path / "register").mkdir()
    path = tmp_path / "register" / "r.xlsx"
    made = book(path, Cover=["Fernhollow School,2025"], Consents=HERS, Old=HERS)
    made["Old"].sheet_state = "hidden"
    made.save(path)
    register = audit_of(tmp_path)[1]
    assert register.completeness == "part"
    assert "Hidden sheets are not read, show them if they count: Old." in register.problems["reason"].tolist()


@pytest.mark.parametrize(
    ("columns", "one", "other"),
    [
        ("Website", "Yes", "Expired"),
        ("Website", "Yes", "Lapsed"),
        ("Website,Website expires", "Yes,31/08/2025", "Yes,31/08/2027"),
        ("Website", "Yes", "No"),
        ("Website", "Yes", "Withdrawn"),
    ],
)
def test_of_two_answers_the_stricter_holds_whichever_stands_first(
    tmp_path: Path, columns: str, one: str, other: str
) -> None:
    for first, second in ((one, other), (other, one)):
        text = "\n".join([f"{WHO},{columns}", f"{ADA},{first}", f"{ADA},{second}"])
        assert audit_of(tmp_path, text)[0] == AGAINST


@pytest.mark.parametrize(
    ("columns", "cells", "state"),
    [
        ("Website,Website", "Yes,Expired", AGAINST),
        ("Website,Website", "Expired,Yes", AGAINST),
        ("Website,Photo consent", "Yes,Expired", AGAINST),
        ("Photo consent,Website", "Expired,Yes", AGAINST),
        ("Website,Consent status", "Yes,Expired", AGAINST),
        ("Website,Status", "Yes,Lapsed", AGAINST),
        ("Website,Status", "Yes,Active", COVERED),
        ("Website,Photo consent", "Yes,Yes", COVERED),
    ],
)
def test_a_yes_beside_one_for_all_uses_that_expired_is_over_too(
    tmp_path: Path, columns: str, cells: str, state: str
) -> None:
    assert audit_of(tmp_path, wide(columns, cells))[0] == state


OVERALL = each(
    "All uses|All|Everything|Media|Media consent|Media permission|All media|Publication|Publicity|"
    "Local authority consent|Social worker consent|Age 13+ pupil consent|Foster carers consent"
)


@pytest.mark.parametrize("heading", OVERALL)
def test_a_no_below_a_heading_that_means_all_uses_leaves_no_yes(tmp_path: Path, heading: str) -> None:
    assert audit_of(tmp_path, wide(f"Website,{heading}", "Yes,No"))[0] == UNKNOWN
    assert audit_of(tmp_path, wide(f"Website,{heading}", "Yes,Yes"))[0] == COVERED


@pytest.mark.parametrize(
    "heading",
    each(
        "Social worker|Local authority|Media studies trip|All trips consent|Medical consent|School council consent|"
        "Head injury consent|Age"
    ),
)
def test_a_no_below_a_heading_of_something_else_takes_nothing_back(tmp_path: Path, heading: str) -> None:
    assert audit_of(tmp_path, wide(f"Website,{heading}", "Yes,No"))[0] == COVERED


@pytest.mark.parametrize(
    ("heading", "cell", "state"),
    [
        ("Consent valid for", "2022/23", UNKNOWN),
        ("Consent for school year", "2022/23", UNKNOWN),
        ("Consent valid until end of Year", "2", UNKNOWN),
        ("Consent year", "2022/23", UNKNOWN),
        ("Year of consent", "2021", UNKNOWN),
        ("Consent valid for", "", COVERED),
        ("School year", "2025/26", COVERED),
        ("Academic year", "2025/26", COVERED),
        ("Disputed", "Yes", UNKNOWN),
        ("Disputed", "No", COVERED),
        ("Reason for refusal", "safety", UNKNOWN),
        ("Reason for refusal", "", COVERED),
        ("Witness protection", "Yes", UNKNOWN),
        ("Witness protection", "No", COVERED),
        ("None of these", "Yes", UNKNOWN),
        ("None of these", "", COVERED),
    ],
)
def test_what_stands_beside_a_yes_may_say_that_it_is_over(tmp_path: Path, heading: str, cell: str, state: str) -> None:
    assert audit_of(tmp_path, wide(f"Website,{heading}", f"Yes,{cell}"))[0] == state


WHEN = (
    "Not a day on which a yes was given, so that nobody can tell until when it holds: it counts as not recorded until "
    "the day is corrected. Write 31/01/2026 or 2026-01-31."
)
NO_DAYS = each("Sept 2023|2023|09/2023|Autumn 2022|Reception|2023/24|1/9/2023 (paper)|31/02/2025|Y4|pending")


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_yes_whose_day_cannot_be_read_counts_once_it_is_corrected(tmp_path: Path, day: str):
    long = f"{LONG},Date\n{ADA},Website photographs,Granted,{day}\nZ2,Ben,Oak,Website photographs,Declined,{day}\n"
    for text in (long, f"{WHO},Website,Date given\n{ADA},Yes,{day}\nZ2,Ben,Oak,No,{day}\n"):
        (tmp_path / "r.csv").write_text(text, encoding="utf-8")
        register = ia.read_register(tmp_path / "r.csv", exported_on="2025-12-01", key=b"test")
        assert register.consents["status"].tolist() == ["not_recorded", "refused"]
        first = register.problems.iloc[0]
        assert first[["row", "code", "reason", "value"]].tolist() == [2, "not_recorded", WHEN, day]


@pytest.mark.parametrize(
    "day", ["", "n/a", "-", "unknown", "not known", "0000-00-00 00:00:00", "01/09/2025", "1 Sept 2025", "Yes"]
)
def test_a_yes_whose_day_is_blank_counts_from_the_export(tmp_path: Path, day: str):
    (tmp_path / "r.csv").write_text(wide("Website,Date given", f"Yes,{day}\n"), encoding="utf-8")
    register = ia.read_register(tmp_path / "r.csv", exported_on="2025-12-01", key=b"test")
    assert register.consents["status"].tolist() == ["granted"]


def test_a_day_that_cannot_be_read_is_said_once_and_of_the_uses_that_it_dates(tmp_path: Path):
    text = wide("Website,Facebook,Press,Press date,Date given", "Yes,Yes,Yes,01/09/2025,Sept 2023\n")
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    register = ia.read_register(tmp_path / "r.csv", exported_on="2025-12-01", key=b"test")
    answers = register.consents[["scope", "status"]].to_numpy().tolist()
    assert answers == [["website", "not_recorded"], ["facebook", "not_recorded"], ["press", "granted"]]
    assert register.problems["reason"].eq(WHEN).sum() == 1
    assert "Not a date: write it as 31/01/2026 or 2026-01-31." not in register.problems["reason"].tolist()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "state"),
    [
        (["Granted,Sept 2023"], UNKNOWN),
        (["Granted,Sept 2023", "Granted,01/09/2025"], COVERED),
        (["Granted,01/09/2025", "Withdrawn,autumn"], AGAINST),
        (["Granted,Sept 2023", "Declined,01/09/2022"], AGAINST),
        (["Expired,Sept 2023"], AGAINST),
    ],
)
def test_another_answer_of_a_day_that_can_be_read_stands(tmp_path: Path, rows: list[str], state: str):
    lines = [f"{ADA},Website photographs,{row}" for row in rows]
    assert audit_of(tmp_path, "\n".join([f"{LONG},Date", *lines]))[0] == state
