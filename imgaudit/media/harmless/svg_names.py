"""Elements, attributes and words of SVG (SVG 1.1 and 2, CSS), and of the editors that write it."""

from PIL import ImageColor

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"
SODIPODI = "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
SERIF = "http://www.serif.com/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

NAMESPACES = frozenset(
    (
        SVG, XLINK, XML, INKSCAPE, SODIPODI, SERIF, RDF, "http://purl.org/dc/elements/1.1/",
        "http://creativecommons.org/ns#", "http://web.resource.org/cc/", "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2000/xmlns/", "http://svgjs.com/svgjs",
        "http://svgjs.dev/svgjs", "http://www.bohemiancoding.com/sketch/ns", "http://www.figma.com/figma/ns",
    )
)  # fmt: skip
"""Namespaces that may be declared; what stands in them is judged for itself."""

TEXT_ELEMENTS = frozenset(("text", "tspan", "textPath", "tref", "a", "style", "title", "desc", "metadata"))
ELEMENTS = TEXT_ELEMENTS | frozenset(
    """
    svg g defs symbol use path rect circle ellipse line polyline polygon image marker linearGradient radialGradient
    stop pattern clipPath mask filter switch view cursor font font-face font-face-src font-face-name font-face-uri
    glyph missing-glyph hkern vkern feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight
    feTile feTurbulence animate animateTransform animateMotion animateColor set mpath hatch hatchpath meshgradient
    meshrow meshpatch solidcolor
    """.split()  # noqa: SIM905
)

NUMBERS = frozenset(
    """
    d points transform gradientTransform patternTransform viewBox x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy width
    height offset refX refY markerWidth markerHeight stdDeviation k k1 k2 k3 k4 values tableValues slope intercept
    amplitude exponent numOctaves seed baseFrequency scale radius azimuth elevation surfaceScale specularConstant
    specularExponent diffuseConstant kernelMatrix kernelUnitLength limitingConeAngle pointsAtX pointsAtY pointsAtZ z
    order divisor bias targetX targetY pathLength textLength startOffset rotate keyTimes keySplines keyPoints
    repeatCount dur version horiz-adv-x horiz-origin-x horiz-origin-y vert-adv-y units-per-em ascent descent
    cap-height x-height underline-position underline-thickness bbox panose-1 stemh stemv u1 u2 g1 g2 hanging
    ideographic alphabetic mathematical from to by begin end enable-background unicode-range tabindex zoomAndPan
    specularColor min max
    """.split()  # noqa: SIM905
)
"""Attributes of numbers, and of the few letters that stand between numbers."""

KEYWORDS = frozenset(
    """
    fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-dasharray stroke-dashoffset stop-color stop-opacity opacity color color-interpolation
    color-interpolation-filters color-rendering clip-path clip-rule clip mask filter flood-color flood-opacity
    lighting-color marker marker-start marker-mid marker-end font-size font-weight font-style font-stretch
    font-variant font-variant-position font-variant-alternates font-variant-ligatures font-variant-caps
    font-variant-numeric font-variant-east-asian font-feature-settings font-variation-settings font-size-adjust
    text-anchor text-align text-decoration text-decoration-line text-decoration-style text-decoration-color
    text-rendering text-indent text-transform text-orientation text-overflow letter-spacing word-spacing line-height
    baseline-shift dominant-baseline alignment-baseline direction unicode-bidi writing-mode glyph-orientation-vertical
    glyph-orientation-horizontal kerning display visibility overflow shape-rendering image-rendering shape-padding
    shape-margin inline-size white-space vector-effect paint-order isolation mix-blend-mode solid-color solid-opacity
    enable-background pointer-events cursor gradientUnits spreadMethod patternUnits patternContentUnits maskUnits
    maskContentUnits clipPathUnits filterUnits primitiveUnits markerUnits orient preserveAspectRatio in in2 operator
    mode edgeMode preserveAlpha xChannelSelector yChannelSelector stitchTiles attributeName attributeType calcMode
    additive accumulate restart fill-mode baseProfile lengthAdjust method spacing side arabic-form orientation
    transform-origin transform-box background background-color margin padding border vertical-align max-width
    max-height min-width min-height position top left right bottom z-index role focusable aria-hidden cap-rule float
    will-change animation-duration animation-delay text-shadow box-sizing stroke-alignment marks requiredFeatures
    contentStyleType crossorigin decoding loading color-profile user-select font-display size-adjust ascent-override
    descent-override line-gap-override
    """.split()  # noqa: SIM905
)
"""Attributes and CSS properties whose values are words of the standard, numbers, colours, or references inside."""

FONTS = frozenset(("font-family", "font", "-inkscape-font-specification", "glyph-name", "unicode", "src", "alphabetic"))
"""Attributes and properties that name what draws the letters."""

NAMES = frozenset(("id", "class", "result", "name", "aria-labelledby", "aria-describedby", "begin", "end"))
"""Attributes whose values somebody, or a program, made up."""

WRITTEN = {
    "aria-label": "text", "title": "text", "desc": "text", "label": "text", "docname": "text", "docbase": "text",
    "export-filename": "text", "absref": "text", "alt": "text", "data-name": "text", "version": "software",
    "output_extension": "software", "generator": "software", "lang": "",
}  # fmt: skip
"""Attributes that people write, and those of editors."""

EDITORS_ELEMENTS = frozenset(
    ("namedview", "guide", "grid", "perspective", "page", "path-effect", "templateinfo", "custom-grid")
)

WORDS = frozenset(ImageColor.colormap) | frozenset(
    """
    none inherit currentcolor transparent initial unset auto normal bold bolder lighter italic oblique small caps
    medium large larger smaller xx-large x-large xx-small x-small start middle end center left right justify top
    bottom butt round square miter bevel arcs clip evenodd nonzero visible hidden scroll collapse inline block table
    run compact marker list item cell row column group header footer caption flex grid baseline sub super hanging
    central mathematical text alphabetic ideographic before after edge use script no change reset size ltr rtl lr tb
    rl embed override bidi isolate plaintext horizontal vertical mode underline overline line through blink solid
    double dotted dashed wavy optimizespeed optimizelegibility geometricprecision optimizequality crispedges linearrgb
    srgb sgrb accumulate new non scaling stroke fill markers objectboundingbox userspaceonuse userspace strokewidth
    pad reflect repeat xminymin xmidymin xmaxymin xminymid xmidymid xmaxymid xminymax xmidymax xmaxymax meet slice
    defer sourcegraphic sourcealpha backgroundimage backgroundalpha fillpaint strokepaint over in out atop xor
    arithmetic multiply screen darken lighten overlay color dodge burn hard soft light difference exclusion hue
    saturation luminosity plus darker duplicate wrap true false r g b a stitch nostitch discrete linear paced spline
    sum replace always whennotactive never freeze remove xml css to from transform translate scale rotate skewx skewy
    matrix luminancetohuerotate huerotate luminancetoalpha saturate pointer default crosshair move wait help events
    all painted visiblepainted visiblefill visiblestroke bounding box full tiny basic spacingandglyphs exact align
    stretch isolated terminal medial px pt em ex mm cm pc deg rad turn rgb rgba hsl hsla var calc ease-in ease-out
    ease infinite alternate forwards backwards both img image presentation graphics document symbol relative absolute
    fixed static anonymous async sync lazy eager s ms type upright mixed sideways pre nowrap preserve xmid ymid
    content condensed expanded semi ultra extra wider narrower petite oldstyle lining proportional tabular nums common
    ligatures discretionary historical contextual jis fractions diagonal stacked ordinal slashed zero ruby h v l m c q
    t z feature extensibility structure shape style viewport gradient pattern mask filter extended conditional
    processing attribute path letter rest fractalnoise turbulence gamma identity erode dilate xlink href w3 org tr
    svg11 http www miter-clip anywhere break word only sans serif monospace cursive fantasy system ui important
    swap fallback optional
    """.split()  # noqa: SIM905
)
"""Words of the standard, in lower case, and names of colours."""

MADE_BY_PROGRAMS = (
    WORDS
    | {name.lower() for name in ELEMENTS}
    | frozenset(
        """
    layer layers group groups shape shapes svgid xmlid svg icon icons logo page pages artboard frame vector object
    base surface canvas background foreground outline fill stroke clip clippath paint lineargradient radialgradient
    namedview metadata figure axes axis tick xtick ytick patch legend line line2d text glyph matplotlib dejavu
    dejavusans collection sans font gradient rectangle oval triangle combined bounds symbol symbols artwork isolation
    mode capa livello ebene calque kalkschicht warstwa bold regular light italic filter filters inner effect drop
    shadow blend color matrix flood offset blur mask masque node edge cluster graph graph0 polygon grid guide
    perspective fill0 fill1 iconbg bgcarrier repo tracercarrier iconcarrier cls str fil style styles defs pathid tspan
    textpath marker arrow start arrowhead
    """.split()  # noqa: SIM905
    )
)
"""Parts of ids that programs make up; any other word is somebody's."""
