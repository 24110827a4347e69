"""What families write about: the situations in `content/threads`, as their author left them.

A situation is a head and lines with a mark: `>>` the family, `<<` an answer, `??` an answer that asks for
details, `--` a note among staff. `~~` is another family's opening in the same situation and `~<` its answer.
`@@` is something about the conversation, or about the message above it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from frontoffice.operate.demo.people import CONTENT
from frontoffice.operate.demo.site.written import HEAD

FOLDER = CONTENT / "threads"
MARKS = {">>": "in", "<<": "out", "??": "ask", "--": "note"}


@dataclass(frozen=True)
class Line:
    """One thing said; `kind` is in, out, ask or note, and `file` names what is attached to it."""

    kind: str
    text: str
    file: str = ""
    after_closing: bool = False


@dataclass(frozen=True)
class Situation:
    """A conversation as its author wrote it, with {places} for detail.

    `where` is a school's slug, "elementary", "middle", "high", "secondary", or empty for any school.
    """

    topic: str
    kind: str
    channel: str
    relation: str
    language: str
    subject: str
    where: str
    lines: tuple[Line, ...]
    marks: frozenset[str] = frozenset()
    colleague: str = ""
    score: tuple[int, str] | None = None
    other: tuple[Line, ...] = field(default=())

    @property
    def asks(self) -> bool:
        """It ends with the district waiting for details."""
        return self.lines[-1].kind == "ask"


class WrittenWrong(ValueError):
    """A content file says something that we do not know; the message has the head of the situation."""


def situations() -> list[Situation]:
    """Every situation, file by file; one with another family's opening comes a second time with that."""
    first = [one for path in sorted(FOLDER.glob("*.txt")) for one in _read(path.read_text(encoding="utf-8"))]
    again = [replace(one, lines=_told_again(one), other=(), score=None) for one in first if one.other]
    return first + again


def _told_again(one: Situation) -> tuple[Line, ...]:
    """The other opening with its own answer, or with the first one's."""
    if len(one.other) > 1:
        return one.other
    return (*one.other, *one.lines[1:])


def _read(text: str) -> Iterator[Situation]:
    _, *pieces = HEAD.split(text)
    for head, body in zip(pieces[::2], pieces[1::2], strict=True):
        fields = [part.strip() for part in head.split("|")]
        yield _situation([*fields, ""][:7], body.strip().split("\n"))


def _situation(head: list[str], body: list[str]) -> Situation:
    topic, kind, channel, relation, language, subject, where = head
    made = Situation(topic, kind, channel, relation, language, subject, where, (Line("in", body[0]),))
    for line in body[1:]:
        made = _with(made, line)
    return made


def _with(made: Situation, line: str) -> Situation:
    mark, text = line[:2], line[3:]
    if mark in MARKS:
        late = "reopened" in made.marks and not any(line.after_closing for line in made.lines)
        return replace(made, lines=(*made.lines, Line(MARKS[mark], text, after_closing=late)))
    if mark in ("~~", "~<"):
        return replace(made, other=(*made.other, Line("in" if mark == "~~" else "out", text)))
    if mark == "@@":
        return _marked(made, *text.split(" ", 1))
    last = made.lines[-1]
    return replace(made, lines=(*made.lines[:-1], replace(last, text=f"{last.text}\n{line}")))


def _marked(made: Situation, word: str, rest: str = "") -> Situation:
    if word == "file":
        return replace(made, lines=(*made.lines[:-1], replace(made.lines[-1], file=rest)))
    if word == "score":
        score, _, words = rest.partition(" ")
        return replace(made, score=(int(score), words))
    if word == "with":
        return replace(made, colleague=rest)
    if word in ("private", "urgent", "anonymous", "reopened"):
        return replace(made, marks=made.marks | {word})
    raise WrittenWrong(f"{made.topic} | {made.subject}: {word}")
