"""A trust of small schools, each with its own exports, register and audit.toml, for tests and measurements."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

TERM = "2025-26-autumn"
POLICY = f'school = "{{name}}"\n[[terms]]\nid = "{TERM}"\nstarts = 2025-09-03\nends = 2025-12-19\n'
AUDIT = f"""site = "{{name}}"
term = "{TERM}"
as_of = 2025-12-19
exports = "exports"
register = "consents.csv"
register_exported_on = 2025-12-01
policy = "policy.toml"
"""


def make_school(
    folder: Path, pictures: int, *, located: int = 0, named: int = 0, side: int = 60, workbook: bool = False
) -> Path:
    """A school that has published so many pictures, the first of them with a place, the last with a full name."""
    exports = folder / "exports"
    exports.mkdir(parents=True)
    lines = ["Channel,Page,Title,Picture file,People shown,Everyone listed?"]
    for number in range(pictures):
        exif = Image.Exif()
        if number < located:
            exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
        colour = (number % 256, number // 256 % 256, 90)
        Image.new("RGB", (side, side), colour).save(exports / f"{number}.jpg", exif=exif)
        title = "Ada Fern sings" if number >= pictures - named else f"Picture {number}"
        lines.append(f"website,https://{folder.name}.example/{number},{title},{number}.jpg,Ada Fern,Yes")
    (exports / "pictures.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    register = "UPN,Forename,Surname,Website\nZ000000000001,Ada,Fern,No\n"
    (folder / "consents.csv").write_text(register, encoding="utf-8")
    (folder / "policy.toml").write_text(POLICY.format(name=folder.name), encoding="utf-8")
    (folder / "audit.toml").write_text(
        AUDIT.format(name=folder.name) + 'workbook = "actions.xlsx"\n' * workbook, encoding="utf-8"
    )
    return folder


def make_trust(folder: Path, *names: str, more: str = "") -> Path:
    """A trust.toml of schools that lie beside it, whether they are there or not."""
    place = folder / "trust.toml"
    sites = "\n".join(f'{name} = "{name}/audit.toml"' for name in names)
    head = f'trust = "Hollow Trust"\nterm = "{TERM}"\nhistory = "history"\npage = "trust.html"\n{more}'
    place.write_text(f"{head}[sites]\n{sites}\n", encoding="utf-8")
    return place
