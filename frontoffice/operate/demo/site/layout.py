"""The frame around every page of the demo site, and its style sheet and script."""

from dataclasses import dataclass
from datetime import date
from html import escape

from frontoffice.operate.demo.setup import (
    DISTRICT_NAME,
    DISTRICT_PHONE,
    DISTRICT_STREET,
    SCHOOLS,
)

SECTIONS = (
    ("Schools", "/schools/"),
    ("Families", "/families/"),
    ("Calendar", "/calendar/"),
    ("Activities", "/athletics/"),
    ("Board", "/board/"),
    ("District", "/about/"),
    ("Jobs", "/jobs/"),
    ("Directory", "/directory/"),
)
SCHOOL_HUES = {
    "lincoln": 250,
    "oak-street": 75,
    "birch-lane": 150,
    "prairie-view": 45,
    "middle": 165,
    "high": 165,
}


@dataclass(frozen=True)
class Article:
    """A page before its frame: title, the section it stands in, the HTML of its body and of its aside."""

    title: str
    section: str
    body: str
    aside: str = ""
    school: str = ""


def framed(article: Article, today: date) -> str:
    """The whole page as HTML."""
    hue = SCHOOL_HUES.get(article.school, 165)
    aside = f"<aside>{article.aside}</aside>" if article.aside else ""
    return PAGE.format(
        title=escape(article.title),
        name=DISTRICT_NAME,
        hue=hue,
        nav="".join(_nav_item(label, path, article.section) for label, path in SECTIONS),
        body=article.body,
        aside=aside,
        wide="" if aside else ' class="one"',
        schools="".join(
            f'<li><a href="/schools/{s.slug}/">{escape(s.name)}</a> {s.phone}</li>' for s in SCHOOLS
        ),
        street=DISTRICT_STREET,
        phone=DISTRICT_PHONE,
        year=today.year,
    )


def _nav_item(label: str, path: str, section: str) -> str:
    current = ' aria-current="true"' if label == section else ""
    return f'<li><a href="{path}"{current}>{label}</a></li>'


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} - {name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{title}. {name}, Riverbend, Wisconsin.">
<link rel="stylesheet" href="/assets/site.css">
<link rel="alternate" type="application/rss+xml" title="News" href="/news/feed.xml">
<link rel="icon" href="/assets/hawk.svg" type="image/svg+xml">
<script src="/assets/site.min.js"></script>
</head>
<body style="--hue:{hue}">
<a class="skip" href="#main">Skip to the main part</a>
<header>
<div class="bar"><p>Call the district: <a href="tel:+16085550100">{phone}</a></p>
<p><a href="/families/language/">Español</a> <a href="/families/language/">Hmoob</a>
<a href="/families/language/">Soomaali</a> <a href="/families/portal/">Parent portal</a></p></div>
<div class="mast"><a class="home" href="/"><img src="/assets/hawk.svg" data-retina="/assets/hawk-logo@2x.png" alt="" width="48" height="48">{name}</a></div>
<nav aria-label="Main"><ul>{nav}</ul></nav>
</header>
<main id="main"{wide}>
<article>
<h1>{title}</h1>
{body}
</article>
{aside}
</main>
<footer>
<div><h2>{name}</h2><p>{street}, Riverbend, Wisconsin<br>{phone}<br>Monday to Friday, 7:30 am to 4:30 pm</p></div>
<div><h2>Our schools</h2><ul>{schools}</ul></div>
<div><h2>About this site</h2><ul><li><a href="/contact/">Contact us</a></li><li><a href="/nondiscrimination/">Nondiscrimination</a></li>
<li><a href="/title-ix/">Title IX</a></li><li><a href="/accessibility/">Accessibility</a></li>
<li><a href="/records/">Public records</a></li><li><a href="/site-map/">All pages</a></li></ul></div>
<p class="end">{year} {name}. Follow @riverbendhawks.</p>
</footer>
</body>
</html>
"""

CSS = """:root{--hue:165;--band:oklch(36% .07 var(--hue));--accent:oklch(43% .09 var(--hue));--tint:oklch(96% .015 var(--hue));
--ink:#20211f;--soft:#55564f;--line:#d9d6cd;--paper:#fdfcf8;--bus:#f6b511}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 Georgia,"Times New Roman",serif}
header,nav,footer,aside,th,.bar,h1,h2,.tiles,.meta{font-family:system-ui,"Segoe UI",Arial,sans-serif}
a{color:var(--accent)}a:hover{text-decoration-thickness:2px}a:focus-visible{outline:3px solid var(--bus);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem 1rem}
.bar{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;padding:.25rem max(1.25rem,calc(50vw - 34rem));
background:#20211f;color:#fff;font-size:15px}.bar p{margin:0}.bar a{color:#fff;margin-right:.75rem}
.mast{background:var(--band);padding:1.25rem max(1.25rem,calc(50vw - 34rem))}
.home{display:flex;align-items:center;gap:1rem;color:#fff;font-size:1.6rem;font-weight:700;text-decoration:none;letter-spacing:-.01em}
nav{border-top:5px solid var(--bus);border-bottom:1px solid var(--line);background:#fff}
nav ul{max-width:none;display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0 max(.5rem,calc(50vw - 34.75rem))}
nav a{display:block;padding:.7rem .75rem;color:var(--ink);text-decoration:none;font-weight:600}
nav a[aria-current]{box-shadow:inset 0 -4px var(--accent)}nav a:hover{background:var(--tint)}
main{display:grid;grid-template-columns:minmax(0,1fr) 17rem;gap:3rem;max-width:70.5rem;margin:0 auto;padding:2rem 1.25rem 4rem}
main.one{grid-template-columns:minmax(0,46rem)}
h1{font-size:2.1rem;line-height:1.15;margin:.5rem 0 1.25rem;letter-spacing:-.02em}h2{font-size:1.3rem;margin:2rem 0 .5rem;line-height:1.3}
p,ul,ol{max-width:40rem}.table{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;min-width:60%;font-size:16px}th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--ink);font-size:15px}tbody th{font-weight:600}
aside{border-top:4px solid var(--accent);padding-top:.75rem;font-size:16px;align-self:start}aside h2{margin-top:0;font-size:1.1rem}aside ul{padding-left:1.1rem}
.lead{font-size:1.2rem}.meta{color:var(--soft);font-size:15px}.news{list-style:none;padding:0}.news li{border-bottom:1px solid var(--line);padding:.75rem 0}
.news a{font-weight:700;font-family:system-ui,sans-serif}.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:0 2rem;list-style:none;padding:0;max-width:none}
.tiles li{border-top:2px solid var(--ink);padding:.6rem 0 1rem}.tiles a{font-weight:700}.backwards{unicode-bidi:bidi-override;direction:rtl}
footer{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:1rem 3rem;background:#efece3;padding:2rem max(1.25rem,calc(50vw - 34rem));font-size:15px}
footer h2{font-size:1rem;margin:0 0 .5rem}footer ul{list-style:none;padding:0;margin:0}.end{grid-column:1/-1;color:var(--soft)}
@media(max-width:52rem){main{grid-template-columns:minmax(0,1fr)}h1{font-size:1.7rem}.home{font-size:1.25rem}nav a{padding:.7rem .5rem}}
@media print{header,footer,aside{display:none}}
"""

SCRIPT = (
    "!function(e,t){var r=function(s){return s.split('').reverse().join('')};e.siteMail={insert:function(i,d,u,x)"
    "{var n=t.getElementById(i);if(n){var a=r(u)+String.fromCharCode(64)+r(d);n.textContent=a}}};"
    "t.addEventListener('click',function(o){var n=o.target.closest('a.rot13,a.b64');if(n){o.preventDefault();"
    "var m=n.dataset.mail;m=n.className=='b64'?atob(m):m.replace(/[a-z]/gi,function(c){return String.fromCharCode("
    "(c<='Z'?90:122)>=(c=c.charCodeAt(0)+13)?c:c-26)});location.href='mailto:'+m}})}(window,document);"
    "/*! bell-widget@1.2.0 */var $w={i:'hawk-logo@2x.png',v:'@riverbend/bell-widget@1.2.0',r:/^[^@]+@[^@]+$/};"
)

HAWK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="23" fill="#fff"/>'
    '<path d="M7 21c7-1 11-6 19-6 6 0 9 3 10 6l6 2-6 2c-1 7-7 12-15 12 3-2 5-4 6-7-7 3-14 0-20-9z" fill="#1d4d3c"/>'
    '<circle cx="31" cy="20.500" r="1.600" fill="#f6b511"/></svg>'
)
