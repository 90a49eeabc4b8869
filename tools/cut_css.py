"""Cut from the NL Design System packages only what the pages use, so that a page loads some 30 kB instead of 650 kB.

How to renew: in an empty folder ``npm pack`` the packages named in
``src/tijdig/web/static/vendor/nl-design-system/README.md``, unpack each in a folder named after it, and run
``python tools/cut_css.py FOLDER``. Nothing of this is needed to run the product.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "src" / "tijdig" / "web" / "static"
TARGET = WEB / "vendor" / "nl-design-system"
UTRECHT = ("form-field-description", "form-field-error-message", "form-label", "select", "textarea", "textbox")
CANDIDATE = ("button", "data-badge", "heading", "paragraph", "skip-link")
# Spelled by tests and print engines only, or for elements the pages do not have.
UNUSED = re.compile(r"--(html|focus-visible|hover|active|forced-colors)\b|html-|rich-text|--arrows|--custom|numeric-input")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")


def rules(css: str) -> Iterator[tuple[str, str]]:
    """The rules of a sheet: selector (or at-rule) and the text between its braces."""
    start = depth = 0
    head = ""
    for place, sign in enumerate(css):
        if sign == "{":
            if not depth:
                head, start = css[start:place].strip(), place + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                yield head.rsplit(";", 1)[-1].strip(), css[start:place].strip()
                start = place + 1


def wanted(selector: str) -> bool:
    """Whether a selector is about a component the pages use."""
    names = "|".join(UTRECHT)
    return bool(re.search(rf"\.utrecht-({names})(__|--|\b(?!-))", selector)) and not UNUSED.search(selector)


def cut(css: str) -> Iterator[str]:
    """The wanted rules, also within media queries."""
    for head, body in rules(COMMENT.sub("", css)):
        if head.startswith("@media"):
            if inner := "".join(cut(body)):
                yield f"{head}{{{inner}}}\n"
        elif wanted(head):
            yield f"{' '.join(head.split())}{{{' '.join(body.split())}}}\n"


def reached(tokens: dict[str, str], *sheets: str) -> set[str]:
    """The tokens that sheets use, and the tokens those refer to."""
    found: set[str] = set()
    waiting = {name for sheet in sheets for name in VARIABLE.findall(sheet)}
    while waiting:
        name = waiting.pop()
        if name in tokens and name not in found:
            found.add(name)
            waiting |= set(VARIABLE.findall(tokens[name]))
    return found


def main(folder: Path) -> None:
    """Write components.css and tokens.css."""
    candidate = [(folder / f"{name}-css" / "dist" / f"{name}.css").read_text(encoding="utf-8") for name in CANDIDATE]
    utrecht = "".join(cut((folder / "component-library-css" / "dist" / "index.css").read_text(encoding="utf-8")))
    own = (WEB / "tijdig" / "layout.css").read_text(encoding="utf-8")
    theme = (folder / "voorbeeld-design-tokens" / "dist" / "theme.css").read_text(encoding="utf-8")
    tokens = dict(DECLARATION.findall(COMMENT.sub("", theme)))
    components = "".join(re.sub(r"\s*/\*# sourceMappingURL.*?\*/", "", sheet).strip() + "\n" for sheet in candidate)
    used = sorted(reached(tokens, components, utrecht, own))
    licence = "/* EUPL-1.2; NL Design System community, Gemeente Utrecht, Frameless B.V. Cut by tools/cut_css.py. */\n"
    (TARGET / "components.css").write_text(licence + components + utrecht, encoding="utf-8")
    lines = "".join(f"  {name}: {tokens[name].strip()};\n" for name in used)
    (TARGET / "tokens.css").write_text(f"{licence}.voorbeeld-theme {{\n{lines}}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
