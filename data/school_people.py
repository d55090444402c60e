"""The sample school's people, and what the register says of each in each term. All of them are made up."""

from __future__ import annotations

from school_plants import Answers, Person


def _same(website: str, social: str, prospectus: str, date: str, by: str) -> tuple[Answers, ...]:
    return (Answers(website, social, prospectus, date, by),) * 3


NEVER_ASKED = Answers("", "", "")


def _from(term: int, *answers: str, before: Answers = NEVER_ASKED) -> tuple[Answers, ...]:
    """Answers given in one term, in force from then on."""
    return (before,) * term + (Answers(*answers),) * (3 - term)


PEOPLE = (
    Person("Z000000000001", "1001", "Maple", "Quillfeather", "7", "7W", "Pupil",
           _same("Yes", "Yes", "Yes", "2025-09-08", "Parent")),
    Person("Z000000000002", "1002", "Maple", "Tindlewick", "8", "8W", "Pupil",
           _same("Yes", "No", "Yes", "2024-09-12", "Parent")),
    Person("Z000000000003", "1003", "Bramble", "O'Fernsby", "7", "7W", "Pupil",
           _same("✓", "✓", "✓", "2025-09-08", "Parent"), known_as="Bram"),
    Person("Z000000000004", "1004", "Sorrel", "Łarkspurrow", "9", "9B", "Pupil",
           _from(1, "Yes", "Yes", "Yes", "2026-01-20", "Parent")),
    Person("Z000000000005", "1005", "Fennel", "Tindlewick-Mossbottom", "9", "9B", "Pupil",
           _same("No", "No", "No", "2025-09-09", "Carer"), protected=True),
    Person("Z000000000006", "1006", "Tansy", "Brambleroot", "8", "8W", "Pupil",
           _from(1, "Yes", "Yes", "Yes", "2026-01-15", "Parent",
                 before=Answers("Yes", "Yes", "Yes", "2023-11-06", "Parent"))),
    Person("Z000000000007", "1007", "Linden", "Puddlethorn", "10", "10W", "Pupil",
           _from(2, "Yes", "Yes", "Yes", "2026-04-22", "Pupil",
                 before=Answers("Yes", "Yes", "Yes", "2024-02-05", "Parent"))),
    Person("Z000000000008", "1008", "Clover", "Mosswhistle", "10", "10W", "Pupil",
           _same("Yes", "Yes", "Withdrawn", "2025-09-15", "Pupil")),
    Person("Z000000000009", "1009", "Teasel", "Grimblewood", "11", "11B", "Pupil",
           _same("Yes", "Yes", "Yes", "2024-09-11", "Parent"), left="2026-02-13"),
    Person("Z000000000010", "1010", "Yarrow", "Nettlequist", "7", "7B", "Pupil",
           (Answers("Yes", "", "", "2025-09-10", "Parent"), Answers("", "Yes", "Yes", "2026-02-02", "Parent"),
            Answers("Yes", "Yes", "Yes", "2026-05-11", "Parent"))),
    Person("Z000000000011", "1011", "Quince", "Thistlewhit", "10", "10B", "Pupil",
           _same("✓", "✓", "✓", "", "Pupil")),  # without a date: it counts from the export on
    Person("Z000000000012", "1012", "Campion", "Dapplemere", "9", "9W", "Pupil",
           _same("No", "Yes", "Yes", "2025-09-09", "Parent")),
    Person("Z000000000013", "1013", "Mallow", "Crumblehay", "8", "8B", "Pupil",
           _from(1, "Yes", "Yes", "No", "2026-02-10", "Parent")),
    Person("Z000000000014", "1014", "Vetchling", "Marrowpence", "8", "8B", "Pupil",
           _from(2, "Yes", "Yes", "Yes", "2026-04-27", "Parent")),
    Person("Z000000000015", "1015", "Figwort", "Bogglesworth", "10", "10B", "Pupil",
           _same("Yes", "Yes", "Yes", "2025-09-16", "Pupil")),
    Person("Z000000000016", "1016", "Catkin", "Wobblegate", "10", "10W", "Pupil",
           _from(1, "Yes", "Yes", "Yes", "2026-01-19", "Pupil")),
    Person("Z000000000017", "1017", "Betony", "Toadflaxen", "7", "7B", "Pupil",
           _from(1, "Yes", "Yes", "Yes", "2026-02-24", "Parent")),
    Person("Z000000000018", "1018", "Sedge", "Snickleford-Pym", "9", "9B", "Pupil",
           _same("Yes", "Yes", "Yes", "2025-09-11", "Parent")),
    Person("Z000000000019", "1019", "Dodder", "Hobbleditch", "9", "9W", "Pupil",
           _from(2, "✓", "✓", "✓", "2026-04-21", "Carer")),
    Person("Z000000000020", "1020", "Pimpernel", "Mosswhistle", "8", "8W", "Pupil",
           _from(1, "Yes", "Yes", "", "2026-03-02", "Parent")),
    Person("Z000000000021", "1021", "Burdock", "Quillfeather", "11", "11W", "Pupil",
           _same("Yes", "Yes", "Yes", "2025-09-08", "Pupil")),
    Person("Z000000000022", "1022", "Comfrey", "Brambleroot", "11", "11W", "Pupil",
           _from(2, "No", "No", "Yes", "2026-04-23", "Pupil")),
    Person("Z000000000023", "1023", "Nettie", "Puddlethorn", "11", "11B", "Pupil",
           _from(1, "Yes", "", "Yes", "2026-01-30", "Pupil")),
    Person("Z000000000024", "1024", "Orris", "Fumblethwick", "10", "10B", "Pupil",
           _same("Yes", "No", "Yes", "2025-09-17", "Parent")),
    Person("Z000000000025", "1025", "Speedwell", "Grimblewood", "7", "7W", "Pupil",
           _same("Yes", "Yes", "Yes", "2025-09-10", "Parent"),
           # A parent agreed; then the pupil did not want to be on social media.
           also=(Answers("", "No", "", "2025-11-10", "Pupil"),) * 3),
    Person("Z000000000026", "1026", "Tormentil", "Nettlequist", "8", "8B", "Pupil",
           _from(1, "Withdrawn", "Withdrawn", "Withdrawn", "2026-02-09", "Parent",
                 before=Answers("Yes", "Yes", "Yes", "2025-09-12", "Parent"))),
    Person("Z000000000027", "1027", "Žito", "Marrowpence", "9", "9W", "Pupil",
           _same("✓", "", "✓", "2025-09-10", "Parent")),
    Person("Z000000000028", "1028", "Saxifrage", "Crumblehay", "10", "10W", "Pupil",
           _from(2, "Yes", "Yes", "Yes", "2026-06-01", "Pupil")),
    Person("Z000000000029", "1029", "Yellowrattle", "Thistlewhit", "11", "11B", "Pupil", (NEVER_ASKED,) * 3),
    Person("Z000000000030", "1030", "Cudweed", "Hobbleditch", "7", "7B", "Pupil",
           _from(1, "Yes", "Yes", "Yes", "2026-01-26", "Carer")),
    Person("", "S001", "Hazelby", "Wobblegate", "", "", "Staff",
           _same("Yes", "Yes", "Yes", "2025-09-01", "Self")),
    Person("", "S002", "Thornwick", "Dapplemere", "", "", "Staff",
           _same("Yes", "Yes", "Yes", "2025-09-01", "Self")),
    Person("", "S003", "Orlo", "Fiddlebrook", "", "", "Staff",
           _same("Yes", "No", "Yes", "2025-09-02", "Self")),
    Person("", "S004", "Juniper-Mae", "Fumblethwick", "", "", "Staff",
           _from(1, "Yes", "Yes", "Yes", "2026-01-06", "Self")),
    Person("", "S005", "Wilfen", "Snickleford-Pym", "", "", "Staff", (NEVER_ASKED,) * 3),
    Person("", "S006", "Aldermoss", "Toadflaxen", "", "", "Staff",
           _same("No", "No", "No", "2025-09-01", "Self")),
)  # fmt: skip
