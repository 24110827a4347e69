"""What looks like an address and is none: nothing here may be found, in a page, a script or a text."""

import pytest

from frontoffice.crawler import sightings

JUNK = """logo@2x.png
hero@3x.webp 2x
<img srcset="/img/bus@2x.png 2x, /img/bus@3x.jpg 3x">
npm install @riverbend/bell-widget@1.2.0
https://cdn.test/npm/bootstrap@5.3.2/dist/css/bootstrap.min.css
https://cdn.test/react@18.2.0/umd/react.production.min.js
Follow us @riverbendhawks
Follow us: @riverbend.hawks on the gram
@riverbend_schools
name@example.com
user@example.org
you@yourdomain.com
your.name@riverbend.k12.wi.us
firstname.lastname@riverbend.k12.wi.us
first.last@riverbend.org
username@riverbend.k12.wi.us
yourname@gmail.com
email@domain.com
someone@riverbend.org
someone@example.net
info@yourschool.org
admin@mysite.com
john.doe@email.com
nombre.apellido@riverbend.org
usuario@dominio.com
tucorreo@ejemplo.com
https://0f3c1d2e4b5a69788796a5b4c3d2e1f0@o447951.ingest.sentry.io/5429215
Sentry.init({dsn:"https://abc123def456abc123def456abc12345@sentry.io/12345"})
605a7baede844d278b89dc95ae0a9123@sentry-next.wixpress.com
git@github.com:riverbend/site.git
git clone ssh://git@gitlab.com/riverbend/site.git
ftp://anonymous@ftp.riverbend.org/pub/
https://user:secret@intranet.riverbend.org/
postgres://app@db.riverbend.org:5432/app
@media screen and (max-width: 600px) { .a { color: red } }
@font-face{font-family:x;src:url(a.woff2)}
@import url("theme.css");
@keyframes spin{to{transform:rotate(1turn)}}
@charset "utf-8";
{"@context":"https://schema.org","@type":"School","@id":"#org"}
function t(e){return e@n}
var a=b[c@d.e];
t@e.is
a@b.c
P(A|B) @ 0.5
3 apples @ 4.50 each
12 @ $3.99
20@5.00
5 @ 2 for 10.us
meet @ 7:30 p.m.
Game @ Lincoln High
Hawks @ Bears, Friday 7 pm
10am@central.time
12:00@America/Chicago
9@utc-6.00
x@y
foo@bar
root@localhost
pi@raspberrypi.local
printer@riverbend.lan
a@b@c.org
@ana@mastodon.social
https://www.google.test/maps/@44.5192,-88.0198,15z
https://medium.test/@riverbend/story-1
https://flickr.test/photos/12345678@N00/
20261124T150405Z-1234@2.0
ReactDOM@experimental.js
main@feature.branch
refs/heads/main@{upstream}
HEAD@{1}
user@host:~/project$
c_1f2e3d4c5b6a79@group.calendar.google.com
riverbend.org_abc@resource.calendar.google.com
build-robot@riverbend-prod.iam.gserviceaccount.com
Visit us at riverbend.org
Find us at www.riverbend.org
Look at lincoln.riverbend.org
See us at riverbend dot org
More information at riverbend dot k12 dot wi dot us
The game is at 7. Bring water.
Be there at 3:15. Doors open at 3.
The bus stops at Oak St. Ride safely.
Meet at the gym (at) noon. Bring shoes.
Meet [at] gym
Join us at home.us
points: 3 at 4.50
$100 @ 5.in cash
dot products and at least one dot
class="col-md-6 [@media(min-width:1px)]:flex"
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpM
admin@{{ domain }}
{{user}}@{{domain}}
${user}@${domain}
%s@%s.com
<user>@<domain>.org
*@riverbend.org
[name]@riverbend.org
@gmail.com
ends with @riverbend.k12.wi.us
https://riverbend.test/?q=100%40home
image@domain.jpg
styles@2.0.css
video@1080p.mp4""".splitlines()


def test_there_are_enough_of_them() -> None:
    assert len(JUNK) >= 60


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_no_address_in_a_page(junk: str) -> None:
    page = f"<html><body><p>Welcome</p><p>{junk}</p></body></html>"
    assert sightings(page.encode(), "text/html", "http://site.test/") == []


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_no_address_in_an_attribute_or_a_text(junk: str) -> None:
    safe = junk.replace('"', "&quot;")
    page = f'<html><body><p title="{safe}">Welcome</p></body></html>'
    assert sightings(page.encode(), "text/html", "http://site.test/") == []
    assert sightings(junk.encode(), "text/plain", "http://site.test/a.txt") == []


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_no_address_in_a_script(junk: str) -> None:
    code = "var a = " + repr(junk) + "; use(a);"
    assert sightings(code.encode(), "text/javascript", "http://site.test/a.js") == []
