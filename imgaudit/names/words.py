"""Small tables of words that are names at times: ordinary words, places, famous people, and what tells them apart.

All are plain English of a school's news, written down here; nothing is read at run time. Words stand as
:func:`~imgaudit.names.people.plain` would write them.
"""

from __future__ import annotations


def words_of(words: str) -> frozenset[str]:
    """Words written with a space between, as a set."""
    return frozenset(words.split())


MONTHS = words_of(
    "january february march april may june july august september october november december spring summer autumn "
    "winter monday tuesday wednesday thursday friday saturday sunday christmas easter noel advent term"
)
"""Names of times: a capital letter proves nothing about them."""

SUBJECTS = words_of("art reading music drama sport science history music maths english french latin dance")

ABSTRACT = words_of(
    "hope faith joy charity honor honour mercy patience prudence verity felicity justice blessing precious "
    "destiny harmony melody royal star angel christian trinity unity genesis heaven nevaeh divine praise prosper "
    "innocent favour comfort constance temperance victory liberty freedom peace love happy sunny lucky ace"
)
"""Virtues and the like: written with a capital in mottoes and headings."""

WORDS = words_of(
    "grace will rose mark ivy daisy poppy jack holly lily ruby amber jade pearl coral opal ebony crystal ginger "
    "olive hazel heather iris jasmine violet willow rowan ash fern bryony clover flora sky skye storm river rain "
    "dawn eve carol robin jay martin finch wren kit teddy tiger penny bunny dolly basil sage rosemary saffron "
    "cherry berry apple clementine plum belle bella dot nova luna stella aurora venus leo atlas maple juniper "
    "sorrel fennel tansy linden bramble yarrow quince viola lyra cedar aspen birch bay briar blossom petal "
    "marigold primrose lavender magnolia camellia acacia myrtle laurel bramley teasel mallow campion sedge dodder "
    "burdock comfrey orris catkin betony speedwell figwort pimpernel saxifrage cudweed raven falcon hawk dove "
    "lark swift nightingale swan drake crane heron bear wolf fox lamb bird bull buck hart hind roe fish pike "
    "salmon herring haddock art drew chase hunter bill bob rob sue pat gene dean dale heath cliff rocky sandy "
    "harper piper cooper carter mason tanner tyler taylor parker porter archer fletcher miller baker cook king "
    "prince duke earl major bishop max rich frank ernest guy don ray grant miles reed lance nick josh sonny buddy "
    "buster blaze ed al an jo bo mo li jimmy tony oscar emmy barney toby jean peg tad tab tom ben dan sam viv "
    "stew curt chuck chip chip norm vic hank skip trip scout saint pip polly dolly sally nat tim kay kai eden zen "
    "rex lex ty cody colt ford lane brook brooks head hill page church field fields green brown black white gray "
    "grey gold silver blue young old wood woods day bell stone rivers waters lake pond ford marsh moor moore "
    "wells well bank banks barn barnes hall house home court castle temple chapel abbot abbott priest pope monk "
    "nunn knight squire cannon canon north south east west winter winters summers frost snow raines gale price "
    "sharp small little long short strong wise good goodman best bright noble savage swift rush dash walker "
    "runner rider shepherd butcher farmer gardener carpenter mason smith wright potter weaver taylor turner tyler "
    "thatcher slater plumber barber butler chambers spencer steward stewart ward warden forester forest park "
    "parks parkes gardner garden gardens orchard meadow meadows heath bush flowers flower rose thorn branch root "
    "leaf reed grass hay corn rice bean berry lemon pepper salt cotton silk wool hood cape coat glass steel iron "
    "brass bond bolt hammer lock key keys gates gate fence wall walls post pole pool bridge bridges street road "
    "way may june friday love hope joy moon star sparks fry frame mead coffee beer rowe lord major sergeant "
    "marshall chance case cash penny pound pounds power powers law laws read reader reading fisher hunt cross "
    "crosse counsell drinkwater drew light dark darling dear friend guest newman hand hands foot legg ball boot "
    "booth box boxer bowler buckle button tucker self sellers stamp store story tail tall tate teller tiller "
    "train treasure trick twigg vale vine voice wade wallace webb wild wilde winn wolf worth york bacon ham hogg "
    "lamb bull sheen shaw singer piper harper player dancer drummer horn organ bates beck beech birch cherry "
    "crisp dale dell dyer fairweather gill glover goldsmith grove harvest hedges holt hook hooper hope hopper "
    "horner howl hyde jewel jolly judge jury kettle kitchen ladd lodge loveday makepeace mann mayor mills mint "
    "mole moss motley neat nail nutt oakes pack pain paine paradise parrot peel pitt plant pratt proudfoot quick "
    "raven rich ring rock rook matt gill bea cat kitty fay gay rusty woody brandy candy cindy sandy misty wendy "
    "mercedes porsche lexus alexa siri carton rope sands scales scholar seal shore silk simple skinner spring "
    "stack stairs starling stock stout street sugar sweet swallow sykes thorne tidy topping tower towers trout "
    "truelove twist underwood veal viper wick winch wind yard yates figures"
)
"""First names and surnames that are ordinary words."""

SHAPES = words_of(
    "green brown black white gray grey gold silver blue red yellow purple orange pink scarlet violet amber"
)
"""Colours, which schools call teams and classes by."""

PLACES = words_of(
    "london chelsea paris jordan sydney florence chester lincoln preston kent austin dallas georgia carolina "
    "virginia victoria brooklyn israel india kenya china asia devon ireland holland france england scotland milan "
    "verona siena vienna york lancaster bolton burnley carlisle derby durham warwick wells bath bury berkeley "
    "boston bradford camden clifton denver eden everton fulham hamilton houston hudson kingston lewes logan "
    "madison melbourne nelson newton orlando oxford phoenix richmond savannah stafford stratford troy washington "
    "wellington windsor whitby winchester worthing malta cyprus petra alexandria adelaide darwin santiago "
    "valencia regina sofia lourdes jericho rio tyne severn shannon clyde avon skye iona arran harris lewis jersey "
    "essex sussex surrey norfolk suffolk cornwall cambridge brighton hastings dover ashford barnsley blackburn "
    "blackpool buxton chesterfield coventry croydon dudley exeter grantham halifax hartley hereford huntingdon "
    "ilford kendal leeds leicester lichfield luton maidstone mansfield middleton milton morley newport norton "
    "nottingham penrith reading ripley rochester rugby salford sheffield shrewsbury somerset stockport sutton "
    "swindon taunton telford tilbury walsall walton warrington watford wigan wimbledon worcester ascot epsom "
    "ripon selby skipton hampton compton burton barton alton colchester cleveland jackson lexington trenton "
    "raleigh cairo geneva roma rome venice naples odessa persia tunisia africa america brazil canada cuba egypt "
    "ghana libya nepal peru spain wales wembley anfield arsenal villa celtic hibernia britannia troon perth "
    "stirling aberdeen dundee cork kerry clare derry antrim down tyrone"
)
"""Names that are towns, counties, countries, rivers or football clubs."""

PLACE_NOUNS = words_of(
    "street road avenue lane station zoo cathedral castle hospital bridge square gardens falls stadium airport "
    "crescent palace terrace park beach bay harbour pier museum"
)
"""After a name, with or without a capital: a place."""

CAPITAL_PLACE_NOUNS = PLACE_NOUNS | words_of(
    "school academy college university nursery primary hall house court church library way cup shield trophy "
    "close drive hill wood woods river lake island isle centre center theatre arena abbey priory farm mill tower "
    "row green common heath moor valley vale quay dock wharf place mews grove gate walk trust foundation charity "
    "ltd limited hotel arms inn united city town county rovers wanderers athletic albion fc rfc cc north league "
    "cup prize railway brewery company band orchestra choir olympics opera marathon derby parade festival award "
    "bible version"
)
"""After a name, with a capital: a place, a club, a prize."""

GIVEN = words_of(
    "aaron abigail adam adele ahmed aiden alan albert alex alexander alexandra alfie alfred alice alison amanda "
    "amelia amy andrea andrew angela anna anne annie anthony anya arthur ashley audrey barbara barry ben benjamin "
    "bernard beth bethany beverley brian bridget bruce callum cameron carl caroline catherine cecilia charles "
    "charlie charlotte chloe chris christine christopher claire clare clark claudia colin connor craig daniel "
    "darren dave david dawn debbie deborah dennis derek diana diane dominic donald donna doris dorothy douglas "
    "dylan edith edward eileen elaine eleanor elizabeth ella ellen ellie elsie elton emily emma eric erin ethan "
    "eva evan evelyn fiona florence frances francis fred freddie freya gareth gary gavin gemma geoff geoffrey "
    "george gerald gillian gina gordon graham greta hannah harold harriet harry helen henry hilary hugh hugo ian "
    "imogen isaac isabel isabella isla jack jackie jacob jake james jamie jane janet jason jayden jeff jennifer "
    "jenny jeremy jess jesse jessica jim joan joanna joe joel john jonathan jordan joseph joshua joyce judith "
    "judy julia julian julie justin karen kate katherine kathleen kathryn katie keith kelly kenneth kevin kim "
    "kirsty kyle laura lauren lebron lee leon leonard lesley lewis liam linda lindsay lisa logan lorraine louis "
    "louise lucas lucy luke lydia malcolm marcus margaret maria marie marion martha martin mary matilda matthew "
    "maureen maya megan melanie melissa mia michael michelle mike mohammed molly muhammad natalie nathan neil "
    "nicholas nicola nigel noah nora norman oliver olivia oscar owen pamela patricia patrick paul paula pauline "
    "pete peter phil philip phoebe rachel ralph raymond rebecca reuben richard roald robert roger ronald rory "
    "rosa rosie ross roy russell ruth ryan sally samantha samuel sandra sara sarah scott sean sebastian sharon "
    "sheila shirley simon sophia sophie stephanie stephen steve steven stuart susan susie suzanne sylvia tara "
    "teresa terry thea theo theodore theresa thomas tim timothy tina tracey tyler valerie vanessa vera vincent "
    "wayne wendy william winston yasmin yvonne zachary zara zoe"
)
"""First names in common use: before a surname they say that it is somebody else's."""

MIDDLE = GIVEN | words_of("grace rose may mae ann jane lynn hope faith joy ray lee jean eve kate lou jo sue ivy pearl")
"""Names that stand between first name and surname even in a heading."""

BOTH = words_of(
    "james thomas george harry owen lewis scott jordan taylor kelly ryan craig david martin simon stuart russell "
    "ross lee ali henry francis dean grant howard stanley gordon graham neil john paul mitchell morgan ellis evan "
    "rhys alexander allen alan arthur barry bernard charles clark colin daniel dennis douglas duncan edward "
    "elliot elliott fraser gilbert glen harvey hugh jay joseph keith kirk leslie lloyd marshall max mohammed "
    "murray nelson noel norman oliver patrick percy peter philip ray raymond reece rodney roy samuel shannon "
    "tyler vincent wallace warren william adam benjamin ahmed hussain hassan abraham andrew anthony robin abbas"
)
"""First names that are surnames as well."""

SURNAMES = words_of(
    "smith jones taylor williams brown davies evans wilson thomas roberts johnson lewis robinson wright thompson "
    "walker hughes edwards jackson clarke harris cooper harrison martin davis patel khan phillips anderson "
    "mitchell watson bennett collins richardson bailey adams ellis murphy griffiths simpson kelly wilkinson webb "
    "thomson campbell stewart shaw miller ahmed hussain singh kaur begum ali iqbal malik shah macdonald murray "
    "reid ross mckenzie mclean paterson morrison osullivan obrien byrne ryan walsh oconnor doyle kane swift "
    "potter styles sheeran hanks thornton fletcher sutherland nowak kowalski silva santos garcia rodriguez "
    "martinez nguyen chen wang zhang kim robertson dawson fisher hopkins jenkins pearson perkins reynolds "
    "saunders stevens sullivan tomlinson wallis watkins willis winslet atkinson barker carr cox cunningham "
    "dickinson dixon ferguson fraser gibson gordon graham hamilton henderson henry hobbs holmes hussein johnston "
    "kennedy lawrence lawson lloyd matthews mccarthy morris newton nicholson oneill osborne palmer parkinson "
    "pritchard randall rawlinson rhodes riley rogers sanders sandhu sharma sinclair spencer stephens sykes tyson "
    "wade walters warner weston whitehead whittaker wilkins woodward beckham einstein rashford mcqueen"
)
"""Surnames in common use: after a register first name they say that it is somebody else."""

GREAT = words_of(
    "newton einstein darwin shakespeare dickens dahl potter parks nightingale curie turing attenborough pankhurst "
    "churchill nelson wellington columbus picasso monet mozart beethoven seacole hawking austen bronte wilde "
    "tolkien rowling walliams rashford kane beckham messi ronaldo mandela gandhi obama luther brunel stephenson "
    "tudor stuart windsor tesla ford disney cadbury kellogg nobel kahlo banksy wordsworth keats byron shelley "
    "chaucer defoe orwell lovelace armstrong galileo pasteur fleming faraday franklin edison bell drake raleigh "
    "scott shackleton cook morris ruskin elgar holst handel bach chopin vivaldi cezanne matisse turner constable "
    "hockney hepworth moore warhol blyton donaldson rosen morpurgo lewis carroll kipling stevenson"
)
"""Surnames of the curriculum: alone they mean somebody famous."""

BRANDS = words_of(
    "mcdonald sainsbury kellogg cadbury lloyd morrison barclay kettle jacob levi wilkinson domino wetherspoon "
    "gregg hamley harrod nando walker waterstone clark foyle johnson campbell fox thornton bird heinz hovis "
    "rowntree fry smith selfridge ladbroke mcvitie schweppes swan colman hartley robertson birdseye young "
    "warburton kipling dunelm"
)
"""Surnames that with an apostrophe and s are shops and biscuits."""

ROYAL = words_of(
    "queen prince princess king lady lord sir saint st ste st. santa dame pope emperor tsar baby baron count "
    "countess duchess duke earl river lake mount mt port new isle ss hms cape fort uncle auntie aunt father "
    "brother sister"
)
"""Before a name, with a capital: royalty, a saint, a river, or family, and no pupil."""

TITLES = words_of(
    "mr mrs ms miss mx dr prof professor rev reverend revd mister missus sir madam mme mlle cllr ta headteacher"
)
"""Before a surname."""

PLAIN_TITLES = words_of("mr mrs ms miss mx dr prof professor rev reverend revd mister missus mme mlle cllr")

LITTLE = words_of(
    "a an and or of the in on at to for with by from as but nor so is are was be do did has have not no v vs our "
    "their his her its it we you they i he she us them this that these those my your per via into over under up "
    "out off"
)
"""Words that stay small in a heading."""

DETERMINERS = words_of(
    "the a an our their his her its my your this that these those every each some any no another one last next "
    "good more much great first new"
)

TIME_OR_PLACE = words_of(
    "in at to from near through around across towards via visiting visit of into until till since before after "
    "during by this last next early late mid between outside beyond over v vs versus against"
)
"""Before a month or a town."""

MODAL_SUBJECTS = words_of(
    "we you they it he she i who that which there this what when where how pupils children students parents "
    "teachers staff school schools class classes year everyone everybody nobody somebody who everything team "
    "teams families please not never also always"
)
"""Before a verb: "we will page through the albums"."""

CUES = words_of(
    "congratulations congrats birthday meet meeting named called featuring ft starring goodbye farewell bravo "
    "hooray hurray captain pupil student prefect winner thanks introducing presenting welcome well-done runner-up "
    "photographer author artist pianist striker goalkeeper scorer librarian girl boy twins friend classmate"
)
"""Before a name."""

CUES_TO = words_of(
    "congratulations congrats thanks done goodbye farewell birthday wishes love thank kudos belongs presented "
    "awarded went goes"
)
"""Before "to" and a name."""

MADE_BY = words_of(
    "written poem painted drawn photo picture story artwork made created designed baked taken drawing painting "
    "report review sung played poster model letter piece work"
)
"""Before "by" and a name."""

PICTURE_OF = words_of(
    "photo picture portrait image drawing video snap snapshot photograph photos pictures painting shot"
)
"""Before "of" and a name."""

CLASS_WORDS = words_of("year yr class form reception nursery aged age y tutor house")

RELATIVES = words_of(
    "friends friend team mum dad family sister brother classmates mother father grandma grandad nan teammates "
    "partner twin parents"
)

PERSONAL = words_of(
    "painting poem story goal goals medal mum dad mother father sister brother family parents work picture "
    "drawing model project trophy certificate award badge prize first last birthday friend friends favourite hat "
    "costume team class teacher book essay letter sculpture dance song speech idea performance try run score "
    "smile hair shoes bike sunflower poster mask cake nan grandma grandad design photo hand hands turn"
)
"""What somebody may have: after an apostrophe and s."""

_VERBS = (
    "add aim answer arrange arrive ask assemble attempt bake balance bat beam bounce bowl build carve cast catch "
    "celebrate chat cheer chop clap clean climb collect colour compete complete compose concentrate conduct cook "
    "count crawl create crochet cross cuddle cut cycle dance dangle debate decorate defend deliver demonstrate "
    "design dig discover dive dodge draw dress dribble drum eat enjoy examine explain explore face fall feed "
    "fence fetch find finish fix fly fold follow gather get giggle give glide glue grab graduate greet grin grow "
    "guess hammer hand hatch help hide hike hit hoist hold hop host hug hum hunt illustrate imagine improvise "
    "inspect invent investigate join juggle jump kick kneel knit laugh launch lead lean leap learn lick lift "
    "light like listen look lose love make measure meet memorise mime mix model move navigate observe open "
    "operate organise pack paddle paint pass pedal peel perform pick place plant play poke polish pose pour "
    "practise predict prepare present press print pull push put qualify race raise reach read receive recite "
    "record recycle reflect rehearse relax release repair represent rescue reveal ride row run rush salute saw "
    "say scoot score sculpt search see sell serve settle sew shake share shine shoot shout showcase sing sit "
    "skate sketch ski skip slide smile solve sort speak spell spin splash spray spread sprint squeeze stand steer "
    "stir stitch stretch strike strum study suggest support sweep swim swing tackle take talk taste teach tell "
    "tend thank throw tidy tie tinker toss touch trace train trampoline try tuck tumble turn twirl type unveil "
    "use vault visit volunteer vote wade wait walk wander wash watch water wave wear weigh welcome whisper "
    "whistle win wonder work wrap wrestle write yodel zoom"
)
_PASTS = (
    "ate baked batted began bent bit blew bought broke brought built caught chose came crept cut dealt did dug "
    "drank drove fed fell felt fought found flew forgot gave got grew had heard held hid hit hung kept knelt knew "
    "led leant learnt left lit lost made met paid put ran rang read rode said sang sat saw sewed shook shot "
    "showed slid slept spoke spent spun stood stuck struck swam swung taught threw told took tried went won wore "
    "wrote is was has"
)


def _inflected() -> frozenset[str]:
    forms = set(_PASTS.split())
    for stem in _VERBS.split():
        if stem.endswith(("s", "sh", "ch", "x", "z")):
            forms.add(stem + "es")
        elif stem.endswith("y") and stem[-2] not in "aeiou":
            forms |= {stem[:-1] + "ies", stem[:-1] + "ied"}
        else:
            forms.add(stem + "s")
        base = stem[:-1] if stem.endswith("e") else stem
        forms |= {base + "ed", base + "ing", base + base[-1] + "ed", base + base[-1] + "ing"}
    return frozenset(forms) - words_of(
        "waters lights prints hands presses models trains works hammers colours races is was has showcases places "
        "turns had came fell fellings passes reading water passed forms fences uses begins rained posts went"
    )


DOES = _inflected()
"""What people are seen doing: verbs that are not the infinitive, which would follow "will"."""

ORDINARY = (
    LITTLE
    | DETERMINERS
    | CUES
    | PERSONAL
    | CLASS_WORDS
    | RELATIVES
    | DOES
    | frozenset(_VERBS.split())
    | MONTHS
    | SUBJECTS
    | CAPITAL_PLACE_NOUNS
    | words_of(
        "about above across active activities activity actor after afternoon again all alone along also amazing among "
        "animal animals annual anti appeal apple arena arrival around arts assembly assistant athletics attend author "
        "autumn away awards baby back badge badges ball balloon band banner baseball basketball battle beanstalk "
        "beats beautiful bee best better big bike bikes bird black blue board boat book books boy boys brave bread "
        "break breakfast brilliant bring brings bronze brother bug bulbs bus business butterfly buy cake cakes camp "
        "canoe car card cards care carnival cello centre ceremony challenge champion champions championship chart "
        "cheese chef chess chicken child children choir chorus christmas circle circus clay climate club clubs coach "
        "coat code coding collection colour come comes comic committee community competition computer concert "
        "conference contest cookery corner costume council county court craft crafts creative cricket crisp cross cup "
        "curriculum cyclists dad daily data dates day days debate decorations den design desk diary dinner dinners "
        "display district diving dodgeball dog door double drama dressed drone duck duo early earth eco education egg "
        "eggs eight elect elected end enterprise equipment evening event events everyone exam exams excellent "
        "exhibition expedition experiment expert fair fairy famous fantastic farm fashion father fayre festival fete "
        "field film final finalist finals fire first fish five flag flies float flower flowers food football forest "
        "forever form four free french fresh friday friend fun fund fundraiser fundraising funny future gala gallery "
        "game games garden gardener gardening german giant gift girl girls globe go goal goals goes gold golden golf "
        "good governor grade grand great green group guide guitar gym gymnast gymnastics had hair half hall happy "
        "harp harvest hat head headgirl headteacher health heart hello helmet help hero high hill history hockey "
        "holiday home homework honey honour horse hot house how hunt ice image in indoor infant infants inside "
        "international interview invention jersey jewellery journey judo juice jumper junior karate key king kit "
        "kitchen kite ladder large last lead leader leaders leaf league learning leaver leavers left lego lesson "
        "letter library life light line lion literacy little live local long loses lost lovely lower lunch machine "
        "magic man map march mask match math maths maze meal medal medals medallist meet member merry message mini "
        "minibus mixed model money monday monster month morning mother mountain mouse mud mum museum music musical "
        "musician mystery national nativity nature net netball new news newsletter next nice night nine number "
        "nursery october office old olympic one online open opening orange orchestra outdoor outside own paint "
        "painting panto pantomime paper parade parent parents park party patrol pe peace pen pencil performance "
        "person phonics photo photos piano pianist picnic picture pictures pin pirate pizza plane planet plant "
        "planting play player playground poem poems poet poetry poetry pool portrait post poster pot pottery practice "
        "prefect prefects present presentation president primary prize prizes produce production profile project prom "
        "protect proud pta public pumpkin pupil pupils puppet puzzle pyjama quiz race races rainbow recipe record "
        "recorder recycling red reef relay remember report residential result results review ribbon right river road "
        "robot rocket role room rosette rounders royal rugby safari safe safety sail sailing sale saturday save scene "
        "school science scientist scooter scout scouts sea season second railway header footer icon secondary selfie "
        "senior session seven shop short show side silver singer sister site six skate skating ski small smart snow "
        "soccer solo song soon south space speaker special speech speed spelling spoon sport sports spotlight spring "
        "squad staff stage stall stand star stars start state statement stay steps stone storm story street strong "
        "student students studio success summer summit sun sunday sunflower super surprise swap sweet swimmer "
        "swimming table talent talk tall teacher teachers team teams technology teddy ten tennis term test text thank "
        "theatre theme third three thursday ticket time times tiny today together tomorrow top topic tour tournament "
        "toy track train training transport travel treasure tree trees triathlon trip triple triumph triumphs trophy "
        "trumpet tuesday twin twins two unit up update uniform upper us vegetable video village violin violinist "
        "visit visitor volunteer volunteers walk war wake wall warm water way we website wednesday week weekend "
        "welcome well wellbeing white wildlife wind window winner winners winter wood word words work workshop world "
        "worm writer writing yellow year years yoga young your youth zone who when while where why what which because "
        "if than then there here very too just only still yet now never always often both each everybody someone our "
        "ours him himself herself themselves became become becomes may might can could should would shall must will "
        "being been were done dont cant img image dsc scan copy final edit edited crop cropped scaled thumbnail "
        "banner header logo web jpeg jpg png small medium full size version min sportsday headshot profile group "
        "selfie takes makes gets says gives wows tops aims joins"
    )
)
"""What may follow a first name with a capital in a heading, and is no surname."""

COMPOUNDS = words_of(
    "wreath wreaths berries berry garden gardens petals petal seeds seed appeal chain chains bush bushes cake "
    "cakes sponge tea sunday day days week fair festival fete term holiday holidays holidays centre club school "
    "trip trips people group year newsletter assembly morning evening afternoon half bank show tree trees leaf "
    "leaves plant plants pond pads water window tower room team house table wall stall stalls street road bread "
    "bears bear age powder book books numbers number writers voices minds carers leaders artists musicians "
    "readers farmers gallery exhibition show lesson lessons teacher trial trials warning light card cards medal "
    "dragon wars service services bells ringers mouse roof fete yard spire hall studies trust girl boy lice chef "
    "prefect governor student students pupil pupils of for and or is are the down up out high low bush quartz "
    "stone stones sock socks shirt shirts car path view side bakery street farm primary"
)
"""After an ordinary word: a compound, and no name."""

_FAMOUS = """
harry potter, emma watson, emma thompson, emma stone, harry styles, harry kane, dirty harry, prince harry, when
harry met sally, harry ramsden, harry houdini, debbie harry, peter pan, peter rabbit, blue peter, peter and the
wolf, peter parker, peter kay, peter crouch, alice in wonderland, alice springs, alice through the looking
glass, alice walker, alice cooper, jack and the beanstalk, jack frost, union jack, jack daniels, jack daniel,
jack o lantern, jack o lanterns, jack in the box, jack russell, jack russells, jack sparrow, jack wills, jack
black, jack and jill, jack be nimble, jack horner, jack sprat, jack the ripper, captain jack, black jack, apple
jack, jumping jack, jumping jacks, jack grealish, oliver twist, jamie oliver, oliver cromwell, oliver stone,
laurence olivier, taylor swift, elizabeth taylor, james taylor, michael jordan, river jordan, lebron james, king
james, jesse james, etta james, james bond, james and the giant peach, james cook, james dean, james brown,
james watt, james corden, henry james, st james, st james park, rosa parks, isaac newton, isaac asimov, william
shakespeare, william the conqueror, william wallace, william morris, william blake, william wordsworth, william
wilberforce, just william, prince william, william tell, will smith, will young, will i am, will ferrell,
william turner, will shakespeare, grace kelly, grace darling, amazing grace, grace jones, saving grace, will and
grace, grace hopper, ruby wax, ruby bridges, ruby tuesday, amber heard, jade goody, daisy ridley, daisy duck,
driving miss daisy, poppy appeal, poppy delevingne, poppy day, rose garden, rose tyler, guns n roses, axl rose,
bed of roses, compass rose, english rose, tudor rose, rose tattoo, stone roses, holly and ivy, the holly and the
ivy, buddy holly, holly willoughby, holly golightly, poison ivy, ivy league, faith hope and charity, bob hope,
bob marley, bob dylan, bob the builder, bob geldof, thomas the tank, thomas edison, thomas hardy, thomas more,
thomas cook, thomas becket, thomas jefferson, dylan thomas, doubting thomas, mark twain, mark antony, mark
zuckerberg, mark rothko, st mark, question mark, max verstappen, mad max, max planck, pepsi max, air max,
charlie chaplin, charlie brown, charlie and the chocolate factory, charlie bucket, bonnie prince charlie,
checkpoint charlie, charlie chalk, charlotte web, charlotte bronte, charlotte church, florence nightingale,
florence and the machine, victoria sponge, victoria sponges, victoria sandwich, victoria plum, victoria wood,
victoria beckham, queen victoria, victoria cross, victoria and albert, lake victoria, victoria falls, victoria
coren, albert einstein, prince albert, albert hall, queen elizabeth, elizabeth i, elizabeth ii, elizabeth the
first, elizabeth line, elizabeth fry, elizabeth bennet, elizabeth garrett anderson, good queen bess, king
charles, charles darwin, charles dickens, prince charles, ray charles, charles babbage, george washington,
george orwell, george michael, george marvellous medicine, george eliot, st george, george stephenson, boy
george, george clooney, curious george, lloyd george, prince george, henry viii, henry moore, henry ford, horrid
henry, thierry henry, henry hoover, king henry, noah ark, noahs ark, noah and the ark, adam and eve, adam smith,
adam ant, david and goliath, joseph and the amazing, mary and joseph, mary seacole, mary shelley, mary berry,
mary poppins, mary queen of scots, bloody mary, virgin mary, queen mary, mary anning, mary rose, mary celeste,
proud mary, matthew mark luke and john, matthew mark luke, matilda the musical, daniel radcliffe, daniel in the
lions den, daniel craig, jonah and the whale, samson and delilah, moses basket, tom thumb, tom sawyer, tom
jones, tom hanks, tom cruise, tom and jerry, tom daley, peeping tom, uncle tom cabin, tom kitten, tom midnight
garden, major tom, tom holland, tom brown school days, sam smith, uncle sam, green eggs and ham, ben nevis, big
ben, ben and jerry, ben and jerrys, ben and jerry s, ben 10, uncle ben, ben stokes, gentle ben, dan dare,
desperate dan, steely dan, tim burton, tim peake, tiny tim, tim henman, toby jug, sir toby belch, bill gates,
bill clinton, old bill, bill and ben, winnie the pooh, winnie the witch, christopher robin, christopher
columbus, robin hood, robin redbreast, robin williams, batman and robin, reliant robin, round robin, muhammad
ali, ali baba, ali g, bruce lee, ang lee, stewart lee, spike lee, harper lee, lee child, robert e lee, rustie
lee, lee mack, ian rankin, ian fleming, ian botham, ian wright, sir ian, anna karenina, anna and elsa, elsa and
anna, anna paquin, anna wintour, molly malone, molly mop, unsinkable molly brown, sophie dahl, sophie ellis
bextor, sophie world, robbie williams, robbie burns, robert burns, robert the bruce, robert baden powell, robert
browning, robert louis stevenson, robert de niro, leonardo da vinci, vincent van gogh, frida kahlo, pablo
picasso, claude monet, marie curie, ada lovelace, alan turing, stephen hawking, nelson mandela, nelson column,
lord nelson, horatio nelson, martin luther king, martin luther, aston martin, dr martens, doc martens, steve
martin, chris martin, dean martin, burger king, stephen king, billie jean king, king kong, lion king, king
arthur, king lear, king john, larry king, greta thunberg, malala yousafzai, marcus rashford, david beckham,
david walliams, david attenborough, david cameron, david bowie, st david, camp david, star of david, lewis
hamilton, john lewis, c lewis, cs lewis, lewis carroll, lewis capaldi, joe lewis, john lennon, elton john, st
john, john the baptist, john cabot, little john, olivia newton john, pope john, john wayne, john keats, john
constable, long john silver, long john, john o groats, marks and spencer, marks spencer, m and s, laura ashley,
paul smith, ted baker, ted hughes, tommy hilfiger, rolls royce, harley davidson, costa coffee, bella italia,
kate moss, kate middleton, kate winslet, kiss me kate, kate bush, ella kitchen, ella fitzgerald, ella enchanted,
lily allen, lily pond, lily pads, lily pad, water lily, tiger lily, lily of the valley, lily james, lily
collins, peace lily, olive oil, olive branch, olive grove, hazel nut, hazel grove, heather mills, jasmine rice,
jasmine tea, princess jasmine, aladdin and jasmine, violet beauregarde, parma violet, willow tree, willow
pattern, wind in the willows, pussy willow, rowan atkinson, rowan tree, rowan williams, ash wednesday, ash tree,
fern britton, basil fawlty, basil brush, sage and onion, penny black, penny lane, penny farthing, penny
mordaunt, cherry tree, cherry blossom, eve of destruction, christmas eve, new year eve, all hallows eve, dawn
french, crack of dawn, dawn chorus, carol vorderman, christmas carol, carol singing, carol concert, carol
service, carol ann duffy, art attack, pop art, art deco, drew barrymore, nancy drew, hunter gatherer, hunter
gatherers, frank sinatra, anne frank, frank lampard, frank bruno, alfred the great, alfred hitchcock, alfred
nobel, alexander the great, alexander graham bell, graham bell, alexander hamilton, alexander fleming, alexander
mcqueen, catherine the great, ivan the terrible, julius caesar, catherine of aragon, catherine wheel, catherine
wheels, anne boleyn, jane seymour, anne of cleves, anne of green gables, anne hathaway, jane austen, jane eyre,
calamity jane, plain jane, tarzan and jane, lady jane grey, catherine howard, catherine parr, katherine johnson,
katherine parr, amelia earhart, neil armstrong, louis armstrong, lance armstrong, buzz aldrin, edmund hillary,
joan of arc, guy fawkes, guy ritchie, samuel pepys, samuel johnson, samuel l jackson, winston churchill, roald
dahl, julia donaldson, jacqueline wilson, michael rosen, michael morpurgo, michael jackson, michael caine,
michael faraday, enid blyton, beatrix potter, judith kerr, dick king smith, anthony browne, francesca simon,
malorie blackman, philip pullman, philip larkin, prince philip, jk rowling, j k rowling, eric carle, eric
morecambe, eric the red, eric liddell, lucy and the, lucy worsley, i love lucy, edward elgar, edward lear,
edward jenner, edward scissorhands, edward the confessor, prince edward, king edward, king edwards, duke of
edinburgh, duke of york, duke of wellington, duke ellington, prince of wales, prince charming, prince trust,
princess diana, diana ross, princess anne, sherlock holmes, agatha christie, hansel and gretel, romeo and
juliet, lady macbeth, bonnie and clyde, simon says, simon cowell, simple simon, simon and garfunkel, paul simon,
paul mccartney, st paul, paul gauguin, jean paul, adrian mole, billy elliot, billy connolly, silly billy, billy
goat, billy goats, billy goats gruff, nanny mcphee, willy wonka, veruca salt, augustus gloop, joey the war
horse, lucy pevensie, edmund pevensie, bear grylls, teddy bear, teddy bears, paddington bear, rupert bear,
rupert brooke, rupert murdoch, fantastic mr fox, mr fox, mr men, mr bean, mr tumble, mr bump, mr tickle, mr gum,
mr stink, mr wolf, mr darcy, mr toad, mr twit, mrs twit, the twits, mrs brown boys, mrs doubtfire, mrs
tiggywinkle, mrs claus, mrs christmas, father christmas, miss trunchbull, miss honey, miss havisham, miss
marple, miss world, little miss, little miss sunshine, dr who, doctor who, dr seuss, dr foster, doctor foster,
dr king, dr dolittle, dr jekyll, dr watson, dr barnardo, mr hyde, dr pepper, captain cook, captain hook, sgt
pepper, sergeant pepper, red nose day, stone age, rolling stone, rolling stones, philosopher stone, green day,
village green, bethnal green, green party, go green, brown bear, gordon brown, brown owl, bobby brown, bobbie
charlton, father brown, chris brown, clark kent, lois lane, fleet street, north london, oscar wilde, oscar
winner, oscar winning, oscars, tony blair, tony hart, uncle bulgaria, rocky road, rock and roll, cilla black,
black beauty, barry white, snow white, walter white, jon snow, john snow, dan brown, gold coast, jordan
pickford, jordan henderson, katie price, katie piper, fisher price, alan price, vincent price, alan shearer,
gary lineker, ryan giggs, ryan gosling, wayne rooney, jude bellingham, hey jude, jude law, raheem sterling,
declan rice, phil foden, bukayo saka, mo salah, mo farah, jess ennis, jessica ennis, jessica ennis hill, benny
hill, notting hill, mother teresa, florence pugh, zoe ball, zoe kravitz, zoe sugg, chloe kelly, leah williamson,
ellen white, ellie simmonds, ellie goulding, ella toone, lauren james, beth mead, lucy bronze, alex scott, alex
morgan, alex rider, adam peaty, adam lambert, adam sandler, max whitlock, max power, jacob rees mogg, jacob
ladder, jacobs crackers, jacob collier, esau and jacob, rachel green, rebecca adlington, sarah brown, serena
williams, venus williams, pharrell williams, kenneth williams, tennessee williams, vaughan williams, hank
williams, catherine tate, tate modern, tate britain, jesse owens, michael owen, wilfred owen, robert owen, mark
owen, clive owen, aisha bint abu bakr, khan academy, genghis khan, kublai khan, sadiq khan, amir khan, imran
khan, aga khan, chaka khan, priti patel, dev patel, indiana jones, bridget jones, catherine zeta jones, davy
jones, inigo jones, norah jones, dow jones, vinnie jones, quincy jones, johnson baby, boris johnson, lyndon
johnson, ben johnson, naomi campbell, campbell soup, campbells soup, alastair campbell, donald campbell, ronald
mcdonald, old macdonald, old mcdonald, flora macdonald, ramsay macdonald, trevor mcdonald, george best, george
bush
"""

FAMOUS = tuple(" ".join(phrase.split()) for phrase in _FAMOUS.split(","))
"""Famous people, figures of books, brands and sayings: no match, unless the register has the full name."""
