"""C2PA manifests (C2PA 2.1, CAWG 1.1, schema.org): what their keys expose, and what the harmless ones look like."""

import re

_ANY = re.compile(r"(?s).+")
_VERSION = re.compile(r"v?[\d.]{1,24}(?:-[\w.]{1,12})?")
_ALGORITHM = re.compile(r"(?:sha|es|ps|rs|ed)-?\d{3,5}")
_CODE = re.compile(
    r"(?:c2pa|cawg|cai|adobe|com\.adobe|stds|assertion|claimSignature|timeStamp|signingCredential|manifest)"
    r"(?:\.[A-Za-z\d_-]{1,32}){1,5}"
)
_LINK = re.compile(
    r"self#jumbf=/?(?:c2pa/)?(?:(?:[\w.]{1,24}:)?urn:[\w:.-]{40,90}/?)?"
    r"(?:(?:c2pa|cawg|cai|stds|adobe|com\.adobe)\.[\w.-]{1,64}/?){0,3}"
)
_TYPE = re.compile(r"[a-z]{4,11}/[a-z\d.+-]{1,32}")
_NUMBER = re.compile(r"")
_SOURCE_TYPE = re.compile(r"https?://(?:cv\.iptc\.org/newscodes|c2pa\.org)/digitalsourcetype/[A-Za-z]{1,40}")
_CONTEXT = re.compile(
    r"https?://(?:schema\.org|www\.w3\.org|purl\.org|ns\.adobe\.com|cipa\.jp|iptc\.org|cv\.iptc\.org"
    r"|c2pa\.org|cawg\.io|www\.metadataworkinggroup\.com|ns\.useplus\.org)(?:/[\w.#-]{0,40}){0,8}"
)

MANIFEST_KEYS: dict[str, tuple[str, re.Pattern[str]]] = {
    **dict.fromkeys(("claim_generator", "softwareAgent", "softwareAgents", "claim_generator_info.*", "softwareAgent.*",
                     "softwareAgents.*", "Sec-CH-UA", "parameters.name", "parameters.firefly.operation"),
                    ("software", _ANY)),
    **dict.fromkeys(("instanceID", "instanceId", "instance_id", "documentID", "documentId", "identifier"),
                    ("serial", _ANY)),
    **dict.fromkeys(("when", "dateTime", "datePublished", "dateCreated", "verifiedAt"), ("time", _ANY)),
    **dict.fromkeys(("dc:title", "title", "description", "explanation", "reason", "constraint_info", "headline",
                     "caption", "keywords", "text"), ("text", _ANY)),
    **dict.fromkeys(("author", "author.name", "author.@id", "author.identifier", "author.url", "creator", "copyright",
                     "creator.name", "copyrightNotice", "copyrightHolder.name", "publisher.name", "producer.name",
                     "verifiedIdentities.name", "verifiedIdentities.username", "verifiedIdentities.uri"),
                    ("owner", _ANY)),
    **dict.fromkeys(("location", "contentLocation", "contentLocation.name", "locationCreated"), ("location", _ANY)),
    "digitalSourceType": ("provenance", _SOURCE_TYPE),
    # which part of the file is meant, by which method, and how it was treated
    **dict.fromkeys(("alg", "alg_soft"), ("", _ALGORITHM)), **dict.fromkeys(("dc:format", "format"), ("", _TYPE)),
    **dict.fromkeys(("url", "signature", "reference", "uri"), ("", _LINK)),
    **dict.fromkeys(("action", "code", "type", "dataTypes.type"), ("", _CODE)),
    "@context": ("", _CONTEXT), "@type": ("", re.compile(r"CreativeWork|Person|Organization|ImageObject|Thing")),
    "name": ("", re.compile(r"jumbf manifest|jumbf")),
    "relationship": ("", re.compile(r"parentOf|componentOf|inputTo")),
    "names": ("", re.compile(r"SOI|APP\d+|DQT|SOF\d+|DHT|SOS|RST\d|EOI|DRI|COM|C2PA|[A-Za-z]{3}[A-Z ]")),
    "xpath": ("", re.compile(r"(?:/[a-z\d]{4}(?:\[\d+\])?){1,6}")),
    "use": ("", re.compile(r"allowed|notAllowed|constrained")), "parameters.firefly.version": ("", _VERSION),
    "reviewRatings.code": ("", _CODE), "specVersion": ("", _VERSION),
    **dict.fromkeys(
        ("actions", "parameters", "metadata", "reviewRatings", "exclusions", "assertions", "created_assertions",
         "gathered_assertions", "redacted_assertions", "claim_generator_info", "claim_generator_hints", "c2pa_manifest",
         "activeManifest", "claimSignature", "thumbnail", "ingredient", "ingredients", "hash", "pad", "pad1", "pad2",
         "start", "length", "data", "offset", "value", "subset", "version", "flags", "exact", "boxes", "icon",
         "allActionsIncluded", "validationStatus", "validationResults", "success", "failure", "informational",
         "ingredientDeltas", "entries", "dataTypes", "copyrightHolder", "publisher", "producer", "c2pa.ai_training",
         "c2pa.ai_inference", "c2pa.ai_generative_training", "c2pa.data_mining", "softwareAgentIndex", "merkle",
         "uniqueId", "localId", "count", "initHash", "hashes", "verifiedIdentities"), ("", _NUMBER)),
}  # fmt: skip
"""By key, or by the key around it and itself: what it exposes, and what a text there looks like by its standard."""

MANIFEST_BYTES = frozenset({"hash", "initHash", "hashes", "data.value"})
"""Keys of checksums and of the identifiers of boxes: bytes that are no text."""

MANIFEST_PADDING = frozenset({"pad", "pad1", "pad2"})

MANIFEST_NUMBERS = frozenset(
    {"start", "length", "offset", "value", "version", "exact", "allActionsIncluded", "softwareAgentIndex",
     "uniqueId", "localId", "count", "claim_generator_info", "flags", "subset", "data"}
)  # fmt: skip
"""Keys under which a number counts bytes or things."""

MANIFEST_LABELS = re.compile(r"c2pa|cai|(?:c2pa|cawg|cai|stds|adobe|com\.adobe)(?:\.[a-zA-Z\d_-]{1,32}){1,5}")
"""Labels of stores and assertions."""

MANIFEST_NAMES = re.compile(r"(?:[\w.-]{1,32}:)?urn:(?:uuid|c2pa):[\dA-Fa-f-]{36}(?::[\w.-]{1,32}){0,2}")
"""Labels of manifests: an identifier, with the name of who made it in front or behind."""

SIGNER_WORDS = frozenset(
    """
    a aatl adobe agent agreement and apple apps are as assured authority bit by c2pa ca ca1 cai california camera
    canada canon canonical cards cert certificate certificates certification class cloud code com content
    contentauthenticity corp corporation credentials crl crls device digicert digital ec ecc ev except firefly for
    g1 g2 g3 g4 g5 global globalsign gmbh google grp hsm id imaging inc incorporated infrastructure intermediate
    issuing jose keys leica license limited llc ltd media microsoft mobile network nikon not nv o1c1 o1c2 ocsp of
    only openai operations ops organization permitted pki prod product production provenance public qualified
    responder root rsa samsung san sectigo secure security server service services sign signed signer signing
    somewhere sony ssl stamp stamping store symantec symc systems test testing the this time timestamp timestamping
    tls to truepic trust trusted tsa usa use validation verification verisign with www you
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""Words of the names of firms that issue certificates and of those that sign with them; all others name a signer."""
