"""What Takeout calls the columns of YouTube's tables and who can see a video, in the languages we have seen."""

from __future__ import annotations

import re
from collections.abc import Set

ALIASES = {
    "id": ("video id", "video-id", "id video", "id vidéo", "id de la vidéo", "id de vídeo", "id de video",
           "id do vídeo", "id-ul videoclipului", "vaizdo įrašo id"),
    "title": ("video title (original)", "video title", "videotitel (original)", "videotitel (origineel)",
              "titre de la vidéo (d'origine)", "título del vídeo (original)", "título del video (original)",
              "titlul videoclipului (original)", "vaizdo įrašo pavadinimas (originalas)"),
    "description": ("video description (original)", "video description", "videobeschreibung (original)",
                    "videobeschrijving (origineel)", "description de la vidéo (d'origine)",
                    "descripción del vídeo (original)", "descripción del video (original)",
                    "descrierea videoclipului (original)", "vaizdo įrašo aprašas (originalas)"),
    "privacy": ("privacy", "visibility", "video privacy", "video visibility", "datenschutz", "sichtbarkeit",
                "confidentialité", "privacidad", "confidențialitate", "privatumas"),
    "state": ("video state", "videostatus", "état de la vidéo", "estado del vídeo", "estado del video",
              "starea videoclipului", "vaizdo įrašo būsena"),
    "published": ("video publish timestamp", "zeitstempel bei videoveröffentlichung",
                  "tijdstempel publicatietijd video", "marca de tiempo de publicación del vídeo",
                  "marcajul temporal de publicare a videoclipului", "vaizdo įrašo paskelbimo laiko žymė"),
    "created": ("video create timestamp", "approx duration (ms)", "zeitstempel bei videoerstellung",
                "ungefähre dauer (ms)", "geschatte duur (ms)", "durée approximative (ms)", "duración aproximada (ms)",
                "durată aproximativă (ms)", "apytikrė trukmė (ms)"),
    "latitude": ("video recording latitude", "recording latitude", "videoaufnahme – breitengrad"),
    "longitude": ("video recording longitude", "recording longitude", "videoaufnahme – längengrad"),
    "address": ("video recording address", "videoaufnahme – adresse"),
    "place": ("place id derived from google's places api",),
}  # fmt: skip
"""What we call it → headings that mean it, as :func:`folded` gives them; ``created`` is only to know a file by."""

KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
_MANY = {
    "tags": re.compile(r"(?:video )?tags?[ :]*(?:\(?\d+\)?)?"),
    "titles": re.compile(r"(?:video title text segments|videotitel – textabschnitte) ?\d*"),
    "texts": re.compile(r"(?:video description text segments|videobeschreibung – textabschnitte) ?\d*"),
}
_OF_VIDEOS = {"privacy", "state", "published", "created"}
OF_PLACES = {"latitude", "longitude", "address", "place"}

PRIVACY = {
    **dict.fromkeys(("public", "öffentlich", "publique", "público", "pública", "openbaar"), "public"),
    **dict.fromkeys(("unlisted", "nicht gelistet", "non répertoriée", "no listado", "oculto", "verborgen"), "unlisted"),
    **dict.fromkeys(("private", "privat", "privée", "privado", "privé"), "private"),
    "": "unknown",
}


def named(heading: str) -> str | None:
    """Our name of a heading; text segments and tags come by number."""
    return KNOWN.get(heading) or next((name for name, form in _MANY.items() if form.fullmatch(heading)), None)


def table_of(names: Set[str | None]) -> str | None:
    """Which table has such columns."""
    if "id" not in names:
        return None
    if "title" in names and names & _OF_VIDEOS:
        return "metadata"
    if names & OF_PLACES:
        return "recordings"
    return "texts" if names & {"titles", "texts"} else None
