"""The HTML of a message read as plain text, with its quotations marked."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from frontoffice.mail.charsets import clean

MAX_HTML_CHARS = 1_000_000
MAX_HTML_DEPTH = 500

CUT = "\ue0c1"
ATTRIBUTION = "\ue0c2"

UNSHOWN = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "object",
    "iframe",
    "svg",
    "math",
    "select",
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
}
PARAGRAPHS = HEADINGS | {
    "p",
    "ul",
    "ol",
    "table",
    "pre",
    "blockquote",
    "dl",
}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
)
OUTLOOK_RULE = re.compile(
    r"border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)|border-top\s*:\s*(?:#(?:b5c4df|e1e1e1)\s+1(?:\.0)?pt\s+solid|1(?:\.0)?pt\s+solid\s+(?:#(?:b5c4df|e1e1e1)|rgb\((?:181,\s*196,\s*223|225,\s*225,\s*225)\)))",
    re.IGNORECASE,
)
CUT_IDS = {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container",
    "olk_src_body_section", "stopspelling", "replysplit", "isreplycontent", "reply-intro",
    "origbody"}  # fmt: skip
CUT_CLASSES = {
    "outlookmessageheader",
    "zmail_extra",
    "ntes-mailmaster-quote",
    "hmquote-header",
    "cm_quote_header",
}
QUOTE_CLASSES = {"yahoo_quoted", "protonmail_quote", "tutanota_quote", "gmail_quote",
    "gmail_quote_container", "mail_android_quote", "moz-cite", "acompli_quote", "mailmaster-quote",
    "mj_quote", "front-blockquote", "zmail_quote", "skype_quote"}  # fmt: skip
ATTRIBUTION_CLASSES = {
    "gmail_attr",
    "moz-cite-prefix",
    "moz-email-headers-table-quote",
    "yahoo-quoted-begin",
}
SIGNATURE_CLASSES = {"gmail_signature", "moz-signature", "protonmail_signature_block",
    "protonmail_signature_block-user", "yahoo-signature", "gmail_signature_prefix",
    "zmail_signature_below", "tutanota_signature", "elementtoproof_signature"}  # fmt: skip
SIGNATURE_IDS = {"signature", "ms-outlook-mobile-signature", "applemailsignature", "composer_signature",
    "ms-outlook-signature"}  # fmt: skip
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
ANY_TAG = re.compile(r"<[^<>]{0,5000}>|<!--.*?-->", re.DOTALL)


def to_text(html: str) -> str:
    """The text a reader sees, one paragraph a line; hidden text is left out."""
    html = bounded(html)
    if too_deep(html):
        return clean(stripped(html)).strip()
    return _Text(marking=False, signatures=True).read(html)


def to_marked_text(html: str, signatures: bool) -> str:
    """The text with its quotations marked: "> " where quoted, CUT where all that follows is quoted,
    ATTRIBUTION before a line that introduces a quotation. Signatures are left out unless asked for.
    """
    html = bounded(html)
    if too_deep(html):
        return clean(stripped(html)).strip()
    return _Text(marking=True, signatures=signatures).read(html)


def too_deep(html: str) -> bool:
    """Whether tags nest so deep that a parser would take minutes over it."""
    depth = 0
    for match in TAG.finditer(html):
        name = match[2].lower()
        if name in VOID or name in {"p", "li", "td", "tr", "th", "option", "tbody"}:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MAX_HTML_DEPTH:
            return True
    return False


def bounded(html: str) -> str:
    """At most MAX_HTML_CHARS of it, without our own marks and NULs."""
    return html[:MAX_HTML_CHARS].replace(CUT, "").replace(ATTRIBUTION, "").replace("\0", "")


def stripped(html: str) -> str:
    """What is left when tags are taken out: for HTML that no parser should be given."""
    return entities.unescape(ANY_TAG.sub(" ", html))


class _Text:
    """One reading of an HTML document, node by node without recursion."""

    def __init__(self, marking: bool, signatures: bool) -> None:
        self.marking = marking
        self.signatures = signatures
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.attributing = 0
        self.preformatted = 0

    def read(self, html: str) -> str:
        root = LexborHTMLParser(html).root
        if root is None:
            return ""
        for node, leaving in _walk(root, self._unread):
            self._leave(node) if leaving else self._enter(node)
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
        elif tag == "br":
            self._break(always=True)
        elif tag == "img":
            alt = (node.attributes.get("alt") or "").strip()
            self._write(alt if alt and len(alt) <= 4 and not alt.isascii() else "")
        elif tag in ("td", "th"):
            self.line.append(" " if self.line else "")
        if tag in BLOCKS:
            self._break()
            self._blank(tag in PARAGRAPHS)
        if tag == "li":
            self.line.append("- ")
        if tag == "pre":
            self.preformatted += 1
        if self.marking:
            self._mark(node, +1)

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in BLOCKS:
            self._break()
            self._blank(tag in PARAGRAPHS)
        if tag == "pre":
            self.preformatted -= 1
        if self.marking:
            self._mark(node, -1)

    def _mark(self, node: LexborNode, step: int) -> None:
        if (node.tag or "-").startswith("-"):
            return
        if is_attribution(node):
            self._break()
            self.attributing += step
        elif is_quote(node):
            self._break()
            self.depth += step
        elif step > 0 and is_cut(node):
            self._break()
            self.lines.append(CUT)

    def _unread(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in UNSHOWN or tag in ("-comment", "-doctype"):
            return True
        if tag.startswith("-"):
            return False
        if HIDDEN.search((node.attributes.get("style") or "").lower()):
            return True
        return self.marking and not self.signatures and not self.depth and is_signature(node)

    def _write(self, text: str) -> None:
        if self.preformatted:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for line in rest:
                self._break(always=True)
                self.line.append(line)
            return
        self.line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _break(self, always: bool = False) -> None:
        text = "".join(self.line)
        if not self.preformatted:
            text = re.sub(r" {2,}", " ", text.replace("\xa0", " ")).strip()
        self.line = []
        if text.strip() or always:
            mark = ATTRIBUTION if self.attributing and text.strip() else "> " * self.depth
            self.lines.append((mark + clean(text)).rstrip(" "))

    def _blank(self, wanted: bool) -> None:
        if wanted and self.lines and self.lines[-1] not in ("", CUT):
            self.lines.append("")


def _names(node: LexborNode) -> set[str]:
    """The classes of a node as its writer gave them; mail programs add prefixes such as x_ and ydp1234."""
    words = (node.attributes.get("class") or "").lower().split()
    return {re.sub(r"^(?:x_)+|^ydp[0-9a-f]+", "", word) for word in words[:30]}


def _id(node: LexborNode) -> str:
    return re.sub(r"^(?:x_)+|^ydp[0-9a-f]+", "", (node.attributes.get("id") or "").lower())


def is_cut(node: LexborNode) -> bool:
    """Whether everything from this element on is an earlier message."""
    if _id(node) in CUT_IDS or _names(node) & CUT_CLASSES:
        return True
    return node.tag == "div" and bool(OUTLOOK_RULE.search(node.attributes.get("style") or ""))


def is_attribution(node: LexborNode) -> bool:
    return bool(_names(node) & ATTRIBUTION_CLASSES)


def is_quote(node: LexborNode) -> bool:
    """Whether the text in this element was written by someone else before."""
    if node.tag == "blockquote":
        style = (node.attributes.get("style") or "").lower()
        cited = (node.attributes.get("type") or "").lower() == "cite" or bool(node.attributes.get("cite"))
        return cited or "border-left" in style.replace(" ", "") or bool(_names(node) & QUOTE_CLASSES)
    named = bool(_names(node) & QUOTE_CLASSES) or _id(node).startswith("yahoo_quoted")
    return named and node.css_first("blockquote, .gmail_attr") is None


def is_signature(node: LexborNode) -> bool:
    smart = node.attributes.get("data-smartmail") == "gmail_signature"
    return smart or bool(_names(node) & SIGNATURE_CLASSES) or _id(node) in SIGNATURE_IDS


def _walk(root: LexborNode, unread: object) -> Iterator[tuple[LexborNode, bool]]:
    """Each node on the way in (False) and on the way out (True)."""
    node: LexborNode | None = root
    depth = 0
    while node is not None:
        skip = unread(node)  # type: ignore[operator]
        if not skip:
            yield node, False
        child = None if skip else node.first_child
        if child is not None:
            node, depth = child, depth + 1
            continue
        if not skip:
            yield node, True
        while node is not None and node.next is None and depth > 0:
            node, depth = node.parent, depth - 1
            if node is not None:
                yield node, True
        node = node.next if node is not None and depth > 0 else None
