"""Keys of PDF dictionaries (ISO 32000-2), and what the strings, streams and files below them expose.

``""`` is harmless: numbers, names and references alone; a string below such a key is text that somebody wrote.
"""

INFO = {
    "Author": "owner", "Company": "owner", "Manager": "owner", "Copyright": "owner", "Title": "text",
    "Subject": "text", "Keywords": "text", "AAPL:Keywords": "text", "Category": "text", "Comments": "text",
    "Creator": "software", "Producer": "software", "PTEX.Fullbanner": "software", "CreationDate": "time",
    "ModDate": "time", "SourceModified": "time", "Trapped": "", "GTS_PDFXVersion": "", "GTS_PDFXConformance": "",
    "GTS_PDFA1Version": "", "PXCViewerInfo": "software",
}  # fmt: skip
"""Of the document information dictionary; any other key is the producer's own, and its value text."""

INFO_UNKNOWN = ("location", "people", "owner", "serial", "device")
"""What the value of a key of the producer's own may be besides text."""

WRITTEN = {
    "Alt": "text", "ActualText": "text", "E": "text", "Title": "text", "Contents": "text", "RC": "text", "Subj": "text",
    "TU": "text", "V": "text", "DV": "text", "CA": "text", "AC": "text", "Desc": "text", "CI": "text", "Name": "text",
    "Info": "text", "OutputCondition": "text", "OutputConditionIdentifier": "", "RegistryName": "",
    "M": "time", "CreationDate": "time", "ModDate": "time", "LastModified": "time", "Creator": "software",
    "Author": "owner", "Location": "location", "Reason": "text", "ContactInfo": "owner", "T": "text",
}  # fmt: skip
"""Keys whose strings people or programs wrote, and what they expose."""

STRINGS = frozenset(
    (
        "DA", "DS", "Lang", "Registry", "Ordering", "URI", "CheckSum", "CharSet", "Panose", "FontFamily", "Lookup",
        "Style", "Cert", "ByteRange", "TK", "RegistryName", "OutputConditionIdentifier", "Indexed", "ID", "NM", "IDS",
    )
)  # fmt: skip
"""Keys whose strings are made by programs: fonts, colours, languages, ids, addresses that a link leads to."""

OPAQUE = {
    "PieceInfo": "data of the program it was made with", "JS": "a script", "JavaScript": "a script",
    "Launch": "a program to start", "XFA": "a form", "RichMedia": "a film or sound", "RichMediaContent":
    "a film or sound", "Sound": "a sound", "Movie": "a film", "3DD": "a model", "Rendition": "a film or sound",
    "AA": "actions", "Perms": "a signature", "WebCaptureInfo": "the page it was captured from", "SpiderInfo":
    "the page it was captured from", "Collection": "a portfolio", "Measure": "a map", "GPTS": "a map", "LGIDict":
    "a map", "Requirements": "demands on the reader", "DPartRoot": "parts of the document",
}  # fmt: skip
"""Keys below which anything may lie that is not looked into."""

MAPS = {
    "Font": "Fonts", "XObject": "Drawn", "ExtGState": "States", "ColorSpace": "CS", "Pattern": "Contents",
    "Shading": "Function", "Properties": "Marks", "CharProcs": "Contents", "Colorants": "CS",
}  # fmt: skip
"""Dictionaries whose keys are names that the producer chose, and what stands below each of those."""

SOMETIMES_MAPS = frozenset(("N", "D", "R", "Dests", "RoleMap", "ClassMap", "RoleMapNS"))
"""The same, where the keys may also be those of the standard."""

KEYS = frozenset(
    """
    A AA AC ADBE ADBE_Extn AESV2 AF AFRelationship AHx AIS AN AP AS AbsColorimetric AccurateScreens AcroForm Action
    Actions ActualText AllOn Alpha Alt Alternate AlternateImages AlternatePresentations Alternates Angle Annot
    Annots AntiAlias AppendOnly ArtBox Ascent Attached Attestation Attributes AuthEvent Author Autonum AvgWidth B
    BBox BBoxes BC BE BG BG2 BM BS Background BackgroundColor BaseEncoding BaseFont BaseState BaseURL BaseVersion
    BitsPerComponent BitsPerCoordinate BitsPerFlag BitsPerSample Bl BlackIs1 BlackPoint BleedBox Block BlockAlign
    Border BorderColor BorderStyle BorderThickness Bounds Box ByteRange C C0 C1 C2PA CA CF CI CIDSet CIDSystemInfo
    CIDToGIDMap CL CMapName CMapType CO CP CS CT Cap CapHeight Caret Catalog Category CenterWindow Cert CharProcs
    CharSet CheckSum ClassMap ClrF ClrFf ColSpan Collection Color ColorSpace ColorTransform Colorants Colors Columns
    Compatibility Components Configs Contents Coords Count CreationDate Creator CreatorInfo CropBox D DA DC DL DOS
    DP DR DS DV DW DW2 DamagedRowsBeforeError Data Decode DecodeParms Default DefaultCMYK DefaultForType DefaultGray
    DefaultRGB Desc DescendantFonts Descent Dest DestOutputProfile Dests DeveloperExtensions Differences
    DigestMethod Direction DisplayDocTitle DocChecksum DocMDP Document Domain Duplex Dur E EF EFOpen EarlyChange
    EmbeddedFiles Encode EncodedByteAlign Encoding Encrypt EndIndent EndOfBlock EndOfLine Endnote Event ExData
    Export ExtGState Extends ExtensionLevel ExtensionRevision Extensions F FB FD FDecodeParms FFilter FL FS FT Ff
    Fields Filter First FirstChar FirstPage Fit FitWindow Flags Font FontBBox FontDescriptor FontFamily FontFeature
    FontFile FontFile2 FontFile3 FontMatrix FontName FontStretch FontSubtype FontWeight Form FormType FreeText
    Frequency Function FunctionDecode FunctionType Functions G GTS_PDFA1 GTS_PDFX Gamma GoTo GoToR Group GroupMode H
    HT HTP Halftone HalftoneName HalftoneType Headers Height HideAnnotationPopups HideMenubar HideToolbar
    HideWindowUI I IC ID IDS IDTree IF IM IRT IT IX Identity Image ImageMask Index Info InkList Inline Intent
    Interpolate ItalicAngle JBIG2Globals K Keywords Kids L LC LE LI LJ LL LLE LLO LO LW Lab Lang Last LastChar
    LastModified LastPage Layer Leading Length Length1 Length2 Length3 Limits LineHeight LineThrough Linearized Link
    List ListMode ListNumbering Location Lock Locked Lookup Luminosity M MCID MCR MD MK ML MN MP MS Mac MarkInfo
    MarkStyle Marked Mask Matrix Matte MaxLen MaxWidth Measure MediaBox Metadata MissingWidth ModDate Mode Mono N NM
    NS Name Named Names Namespace Namespaces NeedAppearances NeedsRendering NewWindow Next NextPage
    NonFullScreenPageMode NumCopies Nums O OBJR OC OCG OCGs OCMD OCProperties OCSettings OFF ON OP OPM OS Obj Off On
    Open OpenAction Opt Order Ordering Outline Outlines OutputCondition OutputConditionIdentifier OutputIntent
    OutputIntents P PC PCM PI PMD PO PR PS PTEX.FileName PTEX.InfoDict PTEX.PageNumber PV PZ Padding Page
    PageElement PageLabel PageLabels PageLayout PageMode Pages PaintType Panose Params Parent ParentTree
    ParentTreeNextKey Pattern PatternType Pg PickTrayByPDFSize Placement Popup Pos Predictor Prefix PresSteps
    PreserveRB Prev PrevPage Print PrintArea PrintClip PrintPageRange PrintScaling PrintState Private ProcSet
    Producer Properties Q QuadPoints R RBGroups RC RD RF RI RT RV Range Rate Reason Rect Ref Reference Registry
    RegistryName RelColorimetric Renditions Repeat Resources Role RoleMap RoleMapNS Root Rotate RowSpan Rows
    RubyAlign RubyPosition Ruler S SA SE SMask SMaskInData SOZ SP SS SW Schema Scope Separation SeparationColorNames
    SeparationInfo Shading ShadingType Short SigFlags SigQ Signed Size SlideShow Sm SpaceAfter SpaceBefore
    SpotFunction Start StartIndent StdCF StemH StemV StmF StmOwn StrF StructElem StructParent StructParents
    StructTreeRoot Style Sub SubFilter Subj Subject Subtype Subtype2 Summary Supplement Suspects Sy T TBorderStyle
    TI TK TM TP TPadding TR TR2 TU Tabs Tag Templates Text TextAlign TextDecorationColor TextDecorationThickness
    TextDecorationType TextIndent TextPosition Thumb TilingType Title ToUnicode Toggle Trans TransferFunction
    Transparency TrapRegions TrapStyles Trapped TrappedStyles TrimBox Type U UC UCR UCR2 UF UR3 URI URIS URL URLS
    Uncover Unix Unmarked Usage UseBlackPtComp UseCMap UserProperties UserUnit V VA VE VP VeriSign Version Vertices
    View ViewArea ViewClip ViewState ViewerPreferences Viewport Visible VisiblePages Volume W W2 WC WMode WP WS WTPt
    WhitePoint Width Widths WinAnsiEncoding Wipe WritingMode X XFormer XHeight XObject XRef XRefStm XStep XYZ
    Xsquare Y YStep Ysquare Zoom ca checked op
    """.split()  # noqa: SIM905 - four hundred quotes would hide the words
)
"""Keys of the standard that hold numbers, names, references, or what the tables above say."""
