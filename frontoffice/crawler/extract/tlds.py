"""Top-level domains under which a mailbox can be. What ends in anything else is not an address.

All country domains, and the generic ones that organisations in fact use. `.example` and `.test` are kept for
demonstrations. Names that are file endings far more often than domains are in DOUBTFUL: there a host needs
three labels or an explicit `mailto:`.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COUNTRIES = _words(
    """ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by
    bz ca     cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu
    fi fj fk fm fo fr     ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie
    il im in io iq ir is it je jm     jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv
    ly ma mc md me mg mh mk ml mm mn mo mp mq     mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr
    nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa     re ro rs ru rw sa sb sc sd se sg sh si sk sl
    sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to     tr tt tv tw tz ua ug uk us uy uz
    va vc ve vg vi vn vu wf ws ye yt za zm zw"""
)

GENERIC = _words(
    """com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post arpa
    academy accountant accountants agency app art associates band bank bible bike bio blog business cafe
    camp     capital care careers catholic center charity chat christmas church city clinic cloud club
    coach codes coffee     college community company computer consulting contact cool creative credit
    dance day democrat dental dentist     design dev digital direct directory doctor earth education email
    energy engineer engineering estate events     exchange expert express faith family farm fashion film
    finance financial fit fitness florist football     foundation fund fyi gallery games garden gift
    global gold golf graphics green group guide guru health     healthcare help hockey holiday homes
    hospital host house how immo inc insure institute international     kids kitchen land law lawyer legal
    life lighting link live llc lgbt love ltd ltda management map market     marketing media memorial
    money movie music network news ngo ninja one ong online page partners parts party     pet pharmacy
    photo photography photos physio pictures place plus press productions properties property     quest
    radio realestate realtor recipes rehab rent repair report restaurant rocks run sale sarl school schule
    science security services shop show site soccer social software solar solutions space sport store
    stream     studio study style support surgery systems tax team tech technology tennis theater tips
    today tools top tours     town training university vet video vip vision voyage watch website wedding
    wiki work works world xyz yoga     africa alsace amsterdam berlin boston brussels bzh cymru eus gal
    hamburg koeln london madrid melbourne miami     nyc osaka paris quebec rio saarland scot sydney tirol
    tokyo vegas vlaanderen wales wien zuerich     google microsoft apple example test"""
)

DOUBTFUL = _words(
    "py sh pl rs md so ps cc ml mm ai st is as in to at it me my no do be so page map link name"
)

KNOWN = COUNTRIES | GENERIC
