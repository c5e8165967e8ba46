"""Markdown to clauses: rendered and sanitised once, when the guideline is published. Browsers show exactly these bytes."""

import re

import nh3
from markdown_it import MarkdownIt

HEADING = re.compile(r"^(#{1,4})\s+(?:(\d+(?:\.\d+)*)\.?\s+)?(.+?)\s*$")
ALLOWED = {
    "p",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "br",
    "hr",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def clauses(markdown: str) -> list[dict[str, str]]:
    """One clause a heading: its number (or place), title, and sanitised HTML of what follows.

    >>> clauses("## 2.3 Questions\\nAsk *nothing*.")
    [{'id': '2.3', 'title': 'Questions', 'html': '<p>Ask <em>nothing</em>.</p>\\n'}]
    """
    found: list[tuple[str, str, list[str]]] = []
    fenced = False
    for line in markdown.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else HEADING.match(line)
        if heading:
            found.append((heading[2] or f"s{len(found) + 1}", heading[3], []))
        elif found:
            found[-1][2].append(line)
        elif line.strip():
            found.append(("s1", "", [line]))
    render = MarkdownIt("commonmark", {"html": False}).enable("table").render
    return [
        {"id": clause, "title": title, "html": nh3.clean(render("\n".join(lines).strip()), tags=ALLOWED, attributes={})}
        for clause, title, lines in found
    ]
