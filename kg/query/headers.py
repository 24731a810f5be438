"""The header of a named query: comments that start with `#+`, as grlc has them, in a small strict part of YAML.

```
#+ summary: one line
#+ tags:
#+   - people
#+ parameters:
#+   - name: person
#+     required: true
```

A value is text, a list of texts, or a list of records of texts. Texts stand on one line, in quotes where they would
otherwise not be plain YAML. Any YAML parser reads these headers the same way.
"""

from __future__ import annotations

import json
import re

from kg.errors import QueryFileError

Header = dict[str, "str | list[str] | list[dict[str, str]]"]

_KEY = re.compile(r"([A-Za-z_]+):(?:\s+(.*))?$")


def parse_header(text: str, path: str) -> tuple[Header, str]:
    """Header and SPARQL of a query file; QueryFileError names path and line of what is not in the form above."""
    lines = text.splitlines(keepends=True)
    count = next((i for i, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    if count == 0:
        raise QueryFileError("the file has no header", path=path, line=1, hint="start it with lines of `#+ key: value`")
    header: Header = {}
    key = ""
    for number, line in enumerate(lines[:count], 1):
        content = line[2:].rstrip()
        if not content.strip():
            continue
        indent = len(content) - len(content.lstrip())
        try:
            key = _read_line(header, key, content.strip(), indent)
        except ValueError as error:
            raise QueryFileError(str(error), path=path, line=number) from error
    return header, "".join(lines[count:])


def _read_line(header: Header, key: str, content: str, indent: int) -> str:
    """Read one line into the header; returns the key that lists which follow belong to. ValueError if malformed."""
    if indent == 1:
        name, value = _pair(content)
        if name in header:
            raise ValueError(f"{name} stands twice")
        header[name] = _scalar(value) if value else []
        return name
    items = header.get(key)
    if indent not in (3, 5) or not isinstance(items, list):
        raise ValueError(f"expected `key: value` or `- item` here, found: {content}")
    if indent == 3 and content.startswith("- "):
        item = content[2:].strip()
        items.append(dict([_record(item)]) if _KEY.match(item) else _scalar(item))  # type: ignore[arg-type]
    elif indent == 5 and items and isinstance(items[-1], dict):
        name, value = _record(content)
        if name in items[-1]:
            raise ValueError(f"{name} stands twice")
        items[-1][name] = value
    else:
        raise ValueError(f"expected `- item` or a further key of the item above, found: {content}")
    return key


def _record(content: str) -> tuple[str, str]:
    name, value = _pair(content)
    if not value:
        raise ValueError(f"{name} has no value")
    return name, _scalar(value)


def _pair(content: str) -> tuple[str, str]:
    match = _KEY.match(content)
    if not match:
        raise ValueError(f"expected `key: value`, found: {content}")
    return match[1], (match[2] or "").strip()


def _scalar(value: str) -> str:
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except json.JSONDecodeError as error:
            raise ValueError(f"the text in quotes does not end, or goes on after it: {value}") from error
    if value[0] in "'[]{}>|*&!%#`@,?-" or ": " in value or " #" in value or value.endswith(":"):
        raise ValueError(f"put this text in double quotes: {value}")
    return value
