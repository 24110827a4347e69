"""A very small reader of JavaScript: what strings a script puts together, without running it.

It knows literals, `+`, arrays, variables set once and added to, and the dozen string functions that address
cloakers use. Whatever it does not know becomes UNKNOWN, which no address contains. It never loops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontoffice.crawler.extract.script_strings import (
    CALLS,
    MAX_STRING_CHARS,
    UNKNOWN,
    Value,
    applied,
    changed,
    joined,
    literal,
    mapped,
    pattern_of,
)

MAX_TOKENS = 300_000
MAX_DEPTH = 40

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<str>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<num>0x[0-9a-fA-F]+|\d+)"""
    r"""|(?P<id>[A-Za-z_$][\w$]*)"""
    r"""|(?P<regex>(?<=[(,])/(?:[^/\\\n]|\\.)+/[gimsuy]*)"""
    r"""|(?P<op>\+=|=>|[^\s\w])""",
    re.DOTALL,
)
HOLE = re.compile(r"""\$\{\s*(?:([\w$.]+)|"([^"]*)"|'([^']*)')\s*\}""")


class Script:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[tuple[str, str, int]] = []
        for found in TOKEN.finditer(source):
            kind = found.lastgroup or "op"
            if kind != "skip":
                self.tokens.append((kind, found[0], found.start()))
            if len(self.tokens) >= MAX_TOKENS:
                break
        self.known: dict[str, Value] = {}
        self.i = 0

    def values(self) -> Iterator[Value]:
        """Every string or list the script makes, in order, the written document last."""
        while self.i < len(self.tokens):
            before = self.i
            value = self._statement()
            if value is not None:
                yield value
            if self.i <= before:
                self.i = before + 1
        yield from (
            value for name, value in self.known.items() if name.endswith(("write", "writeln", "innerHTML"))
        )

    def strings(self) -> list[tuple[int, str]]:
        """Every string literal that holds an @, with its offset."""
        return [(start, text) for kind, text, start in self.tokens if kind == "str" and "@" in literal(text)]

    # Tokens

    def _peek(self, ahead: int = 0) -> tuple[str, str, int]:
        at = self.i + ahead
        return self.tokens[at] if at < len(self.tokens) else ("end", "", len(self.source))

    def _takes(self, text: str) -> bool:
        if self._peek()[1] == text and self._peek()[0] == "op":
            self.i += 1
            return True
        return False

    def _skip_group(self) -> tuple[int, int]:
        """Past a bracketed group; the offsets it spans."""
        first, depth = self._peek()[2], 0
        while self.i < len(self.tokens):
            kind, text, _ = self._peek()
            self.i += 1
            if kind == "op":
                depth += (text in "([{") - (text in ")]}")
                if depth <= 0:
                    break
        return first, self._peek()[2]

    # Statements

    def _statement(self) -> Value | None:
        kind, text, _ = self._peek()
        if kind == "id":
            name, ahead = self._dotted()
            after = self._peek(ahead)[1]
            if after in ("=", "+=") and self._peek(ahead + 1)[1] != "=":
                self.i += ahead + 1
                return self._assign(name, after)
            if after == "(" and name.endswith(("document.write", "document.writeln")):
                self.i += ahead
                return self._written()
        if kind in ("str", "id") or text in ("[", "("):
            return self._expression(0)
        if text == "{":
            self.i += 1
            return None
        self.i += 1
        return None

    def _dotted(self) -> tuple[str, int]:
        name, ahead = self._peek()[1], 1
        while self._peek(ahead)[1] == "." and self._peek(ahead + 1)[0] == "id":
            name += "." + self._peek(ahead + 1)[1]
            ahead += 2
        return name, ahead

    def _assign(self, name: str, how: str) -> Value | None:
        if self._peek()[1] == "{":
            self._object(name)
            return None
        value = self._expression(0)
        if value is None:
            self.known.pop(name, None)
            return None
        if how == "+=" and name in self.known:
            value = joined([self.known[name], value])
        self.known[name] = value
        return value

    def _object(self, name: str) -> None:
        """Remember the plain members of an object literal as `name.member`; leaves its values to be seen."""
        at = self.i + 1
        while at + 2 < len(self.tokens) and self.tokens[at][1] != "}":
            (kind, key, _), (_, colon, _), (vkind, text, start) = self.tokens[at : at + 3]
            if kind in ("id", "str") and colon == ":" and vkind == "str":
                self.known[f"{name}.{key.strip(chr(34) + chr(39))}"] = Value(literal(text), start=start)
            elif colon != ":":
                break
            at += 4
        self.i += 1

    def _written(self) -> Value | None:
        self.i += 1
        value = self._expression(0)
        if value is not None:
            known = self.known.get("document.write")
            self.known["document.write"] = joined([known, value]) if known else value
        return value

    # Expressions

    def _expression(self, depth: int) -> Value | None:
        if depth > MAX_DEPTH:
            return None
        first = self._term(depth)
        if first is None:
            return None
        terms = [first]
        while self._peek()[1] == "+" and self._peek(1)[1] not in ("+", "="):
            self.i += 1
            terms.append(self._term(depth) or Value(UNKNOWN))
        return first if len(terms) == 1 else joined(terms)

    def _term(self, depth: int) -> Value | None:
        value = self._primary(depth)
        while value is not None:
            kind, text, _ = self._peek()
            if text == "." and self._peek(1)[0] == "id":
                value = self._method(value, depth)
            elif text == "[" and kind == "op":
                value = self._index(value, depth)
            else:
                break
        return value

    def _primary(self, depth: int) -> Value | None:
        kind, text, start = self._peek()
        if kind == "str":
            self.i += 1
            return self._string(text, start)
        if kind == "num":
            self.i += 1
            return Value(
                int(text, 0) if text.startswith("0x") else int(text[:15]), start=start, end=start + len(text)
            )
        if kind == "id":
            return self._named(depth)
        if text == "(":
            self.i += 1
            value = self._expression(depth + 1)
            self._takes(")")
            return value
        if text == "[":
            self.i += 1
            items = self._items("]", depth)
            return Value(items, start=start, end=self._peek()[2])
        return None

    def _string(self, text: str, start: int) -> Value:
        plain = literal(text)
        how = frozenset(("escape",)) if "\\x" in text or "\\u" in text else frozenset[str]()
        if text[0] == "`" and "${" in plain:
            plain = HOLE.sub(self._filled, plain)
            how |= {"join"}
        return Value(plain, how, start, start + len(text))

    def _filled(self, hole: re.Match[str]) -> str:
        if hole[1] is None:
            return hole[2] or hole[3] or ""
        return self.known[hole[1]].text() if hole[1] in self.known else UNKNOWN

    def _items(self, end: str, depth: int) -> list[Value]:
        items: list[Value] = []
        while self._peek()[0] != "end" and not self._takes(end):
            before = self.i
            while self._peek()[1] == "." and self._peek()[0] == "op":
                self.i += 1
            items.append(self._expression(depth + 1) or Value(UNKNOWN))
            if not self._takes(",") and self._peek()[1] != end:
                self._recover(end)
            if self.i == before:
                self.i += 1
        return items

    def _recover(self, end: str) -> None:
        while self._peek()[0] != "end" and self._peek()[1] not in (",", end, ";"):
            if self._peek()[0] == "op" and self._peek()[1] in "([{":
                self._skip_group()
            else:
                self.i += 1
        if not self._takes(",") and self._peek()[1] == ";":
            self.i += 1

    def _named(self, depth: int) -> Value | None:
        name, ahead = self._dotted()
        start = self._peek()[2]
        low = name.lower()
        if "fromcharcode" in low and ahead > 1:
            return self._from_char_codes(ahead, depth)
        if self._peek(ahead)[1] == "(":
            return self._call(low, ahead, depth, start)
        if name in self.known:
            self.i += ahead
            known = self.known[name]
            return Value(known.is_, known.how | {"join"}, known.start, known.end)
        base = name.split(".")[0]
        if base in self.known:
            self.i += 1
            known = self.known[base]
            return Value(known.is_, known.how, known.start, known.end)
        return None

    def _from_char_codes(self, ahead: int, depth: int) -> Value | None:
        start = self._peek()[2]
        self.i += ahead
        if not self._takes("("):
            return Value(UNKNOWN)
        items = self._items(")", depth)
        flat = [each for item in items for each in (item.is_ if isinstance(item.is_, list) else [item])]
        text = "".join(
            chr(each.is_) for each in flat if isinstance(each.is_, int) and 0 < each.is_ < 0x110000
        )
        return Value(text, frozenset(("codes",)), start, self._peek()[2])

    def _call(self, low: str, ahead: int, depth: int, start: int) -> Value | None:
        """A function whose name tells what it does to its one string; other calls are left to be scanned."""
        last = low.rpartition(".")[2]
        change = CALLS.get(last) or ("rot13" if "rot13" in last or "rot_13" in last else "")
        if not change and ("reverse" in last or last in ("rev", "backwards")):
            change = "reversed"
        if not change:
            return None
        self.i += ahead + 1
        items = self._items(")", depth)
        if not items:
            return None
        value = items[0]
        return Value(changed(value.text(), change), value.how | {change}, start, self._peek()[2])

    def _index(self, value: Value, depth: int) -> Value:
        self.i += 1
        items = self._items("]", depth)
        if (
            items
            and isinstance(items[0].is_, int)
            and not isinstance(value.is_, int)
            and items[0].is_ < len(value.is_)
        ):
            chosen = value.is_[items[0].is_]
            return chosen if isinstance(chosen, Value) else Value(chosen, value.how, value.start, value.end)
        if items and isinstance(items[0].is_, str):
            return Value(value.is_, value.how, value.start, value.end)
        return Value(UNKNOWN)

    def _method(self, value: Value, depth: int) -> Value:
        name = self._peek(1)[1]
        self.i += 2
        if self._peek()[1] != "(":
            return Value(UNKNOWN) if name != "length" else Value(0)
        if name == "replace" or name == "replaceAll":
            return self._replaced(value, depth)
        if name == "map":
            first, last = self._skip_group()
            return mapped(value, self.source[first:last])
        self.i += 1
        items = self._items(")", depth)
        return applied(value, name, items)

    def _replaced(self, value: Value, depth: int) -> Value:
        self.i += 1
        kind, text, _ = self._peek()
        pattern: str | re.Pattern[str] = UNKNOWN
        if kind == "regex":
            self.i += 1
            pattern = pattern_of(text)
        elif (asked := self._expression(depth + 1)) is not None:
            pattern = asked.text()
        self._takes(",")
        put = self._expression(depth + 1)
        while self._peek()[0] != "end" and not self._takes(")"):
            self._skip_group() if self._peek()[1] in ("(", "{", "[") else self._advance()
        if put is None or pattern == UNKNOWN:
            return Value(UNKNOWN)
        text = value.text()[:MAX_STRING_CHARS]
        new = put.text()
        done = (
            text.replace(pattern, new)
            if isinstance(pattern, str)
            else pattern.sub(lambda _: new, text[:2_000])
        )
        return Value(done, value.how | {"replace"}, value.start, self._peek()[2])

    def _advance(self) -> None:
        self.i += 1
