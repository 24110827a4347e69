"""What a file really is, by its content, and whether opening it could run something."""

from __future__ import annotations

import io
import re
import zipfile

import puremagic

MAX_SNIFFED_BYTES = 1_000_000
MAX_ZIP_NAMES = 5_000

PROGRAMS = {
    "exe",
    "com",
    "scr",
    "pif",
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "wsh",
    "hta",
    "msi",
    "msp",
    "msc",
    "cpl",
    "dll",
    "sys",
    "jar",
    "apk",
    "app",
    "dmg",
    "pkg",
    "deb",
    "rpm",
    "sh",
    "bash",
    "command",
    "lnk",
    "url",
    "scf",
    "reg",
    "inf",
    "gadget",
    "application",
    "appref-ms",
    "appx",
    "msix",
    "xll",
    "ade",
    "adp",
    "mdb",
    "accde",
    "chm",
    "hlp",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "vmdk",
    "scpt",
    "action",
    "workflow",
    "ps1xml",
    "jnlp",
    "py",
    "rb",
    "pl",
    "php",
    "desktop",
    "settingcontent-ms",
    "one",
    "onepkg",
    "library-ms",
    "search-ms",
}
MACRO_FILES = {
    "docm",
    "dotm",
    "xlsm",
    "xltm",
    "xlam",
    "pptm",
    "potm",
    "ppam",
    "ppsm",
    "sldm",
    "xlsb",
}
PAGES = {"htm", "html", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl"}
ARCHIVES = {
    "zip",
    "rar",
    "7z",
    "gz",
    "tgz",
    "bz2",
    "xz",
    "cab",
    "ace",
    "arj",
    "tar",
    "zst",
    "lzh",
}
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OFFICE_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (0, b"#!", "text/x-script"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"MSCF", "application/vnd.ms-cab-compressed"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rt", "application/rtf"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0x8001, b"CD001", "application/x-iso9660-image"),
    (0, b"conectix", "application/x-vhd"),
    (0, b"vhdxfile", "application/x-vhd"),
)
RUNS = {
    "application/x-msdownload": "a Windows program",
    "application/x-executable": "a program",
    "application/x-mach-binary": "a program",
    "text/x-script": "a script",
    "application/x-ms-shortcut": "a Windows shortcut",
    "application/x-iso9660-image": "a disk image",
    "application/x-vhd": "a disk image",
    "application/onenote": "a OneNote file, which can hide programs",
}
FAMILIES = {
    "pdf": "application/pdf", "png": "image/", "jpg": "image/", "jpeg": "image/", "gif": "image/",
    "webp": "image/",
    "heic": "image/", "docx": "application/", "xlsx": "application/", "pptx": "application/",
    "doc": "application/",
    "txt": "text/", "csv": "text/", "mp4": "video/", "mp3": "audio/",
}  # fmt: skip
GENERIC = {"", "application/octet-stream", "application/binary", "application/unknown", "binary/octet-stream",
           "application/x-download", "application/force-download", "text/plain"}  # fmt: skip
WRITING_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction\s*<<[^>]{0,200}/S\s*/(?:JavaScript|Launch))\b"
)
ACTIVE_PAGE = re.compile(
    rb"<\s*script|javascript:|\bon(?:load|error|click|begin)\s*=|<\s*foreignObject",
    re.IGNORECASE,
)
MARKUP = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+)?(html|svg)\b",
    re.IGNORECASE | re.DOTALL,
)


def real_type(name: str, declared: str, content: bytes) -> str:
    """The content type by content where that can be told, else the declared one, else a generic one."""
    found = _by_magic(content)
    if found == "application/zip":
        return _zip_type(content, declared)
    if found == "application/x-ole-storage":
        return (
            declared if declared not in GENERIC else "application/msword" if name.endswith(".doc") else found
        )
    if found and not (found == "text/x-script" and declared.startswith("text/") and declared != "text/plain"):
        return (
            declared
            if found.startswith("video/mp4") and declared.startswith(("video/", "audio/", "image/"))
            else found
        )
    if declared in GENERIC - {"text/plain"}:
        return _guess(name, content) or "application/octet-stream"
    return declared


def danger(name: str, declared: str, content: bytes) -> str | None:
    """A plain sentence when opening the file could run something or hides what it is, else None."""
    bare = WRITING_DIRECTION.sub("", name)
    if bare != name and re.search("[\u202a-\u202e\u2066-\u2069]", name):
        return "Its name is written so that its real ending cannot be seen."
    ending = _ending(bare)
    found = _by_magic(content)
    if found in RUNS:
        pretends = f", though its name ends in .{ending}" if ending in FAMILIES else ""
        return f"It is {RUNS[found]}{pretends}."
    if ending in PROGRAMS:
        double = _ending(bare.rsplit(".", 1)[0]) in FAMILIES
        return f"It is a program or script (.{ending}){', dressed up as a document' if double else ''}."
    if ending in MACRO_FILES:
        return "It is an Office file that can run macros."
    return _inside(ending, declared, found, content)


def _inside(ending: str, declared: str, found: str, content: bytes) -> str | None:
    if found == "application/zip":
        return _zip_danger(content, ending)
    if found == "application/x-ole-storage":
        return _ole_danger(content)
    if found == "application/pdf":
        return (
            "It is a PDF that can run a script or open another file." if ACTIVE_PDF.search(content) else None
        )
    if found == "application/rtf":
        return (
            "It is a text document with another file hidden in it."
            if b"\\objdata" in content.lower()
            else None
        )
    markup = MARKUP.match(content[:5_000])
    if markup or ending in PAGES - {"xml", "xsl"} or declared in ("text/html", "image/svg+xml"):
        return _page_danger(ending, content, bool(markup))
    if found in (
        "application/vnd.rar",
        "application/x-7z-compressed",
        "application/vnd.ms-cab-compressed",
    ):
        return "It is an archive whose content cannot be checked."
    return _mismatch(ending, found)


def _page_danger(ending: str, content: bytes, markup: bool) -> str | None:
    if ending in FAMILIES and markup:
        return f"It is a web page, though its name ends in .{ending}."
    if ACTIVE_PAGE.search(content[:MAX_SNIFFED_BYTES]):
        return "It is a web page or drawing that can run a script."
    return "It is a web page, which can imitate a sign-in page."


def _mismatch(ending: str, found: str) -> str | None:
    family = FAMILIES.get(ending)
    if found and family and not found.startswith(family):
        return f"Its name ends in .{ending} but it is {found}."
    return None


def _by_magic(content: bytes) -> str:
    for offset, magic, kind in MAGIC:
        if content[offset : offset + len(magic)] == magic and (magic != b"MZ" or _is_program(content)):
            return kind
    return ""


def _is_program(content: bytes) -> bool:
    """ "MZ" alone may begin a sentence; a program has bytes that no text has."""
    return b"\0" in content[:512] or not content[:512].isascii() or len(content) < 4


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[1].strip(" .").lower() if "." in name else ""


def _zip_names(content: bytes) -> tuple[list[str], bool]:
    """The names in a ZIP archive and whether any is locked; nothing is unpacked."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()[:MAX_ZIP_NAMES]
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        UnicodeError,
        OverflowError,
    ):
        return [], False
    return [entry.filename for entry in entries], any(entry.flag_bits & 1 for entry in entries)


def _zip_type(content: bytes, declared: str) -> str:
    names, _ = _zip_names(content)
    if "[Content_Types].xml" in names:
        for ending, folder in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return declared if "macroenabled" in declared else OFFICE_TYPES[ending]
    if declared not in GENERIC and ("zip" in declared or "opendocument" in declared or "epub" in declared):
        return declared
    return "application/zip" if not any(name == "mimetype" for name in names) else declared


def _zip_danger(content: bytes, ending: str) -> str | None:
    names, locked = _zip_names(content)
    lowered = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") for name in lowered):
        return "It is an Office file with macros."
    if locked:
        return "It is a locked archive, so nothing could check what is in it."
    if any(_ending(name) in PROGRAMS | MACRO_FILES for name in lowered):
        return "It is an archive with a program or script in it."
    if any(_ending(name) in ARCHIVES for name in lowered):
        return "It is an archive with another archive in it."
    if not names:
        return "It is an archive that cannot be read."
    return None if ending not in ("pdf", "png", "jpg", "jpeg", "gif", "txt") else _mismatch_archive(ending)


def _mismatch_archive(ending: str) -> str:
    return f"Its name ends in .{ending} but it is an archive."


def _ole_danger(content: bytes) -> str | None:
    wide = "_VBA_PROJECT".encode("utf-16-le")
    if wide in content or b"Attribut\0e VB_" in content or "Macros".encode("utf-16-le") in content:
        return "It is an Office file with macros."
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "It is a locked document, so nothing could check what is in it."
    return (
        "It is a Windows installer."
        if b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" in content[:4096]
        else None
    )


def _guess(name: str, content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:4_096], mime=True, filename=name[-80:] or None))
    except (puremagic.PureError, ValueError, IndexError, OSError):
        return ""
