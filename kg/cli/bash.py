"""Completion in bash for words with `=`, `:` and quotes, at which bash breaks them while the shell does not."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from click.shell_completion import BashComplete, CompletionItem, add_completion_class

_SCRIPT = r"""
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(KG_COMPLETE_LINE="${COMP_LINE:0:COMP_POINT}" KG_COMPLETE_BREAKS="$COMP_WORDBREAKS" \
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_LINE = "KG_COMPLETE_LINE"
_SPECIAL = re.compile(r"([\s!\"$&'()*;<>?\[\\\]^`{|}~#])")
_QUOTED = re.compile(r"([\"$`\\])")


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a line; of the last one, how much bash keeps as it is, and the quote that is open in it."""

    words: tuple[str, ...]
    kept: int
    quote: str


def read_line(line: str, breaks: str) -> Typed:
    """A line as far as it was typed, cut into words as bash does (Bash Reference Manual, 3.1.2 and 8.6)."""
    words, word, started, kept, quote, quote_at = [], "", False, 0, "", 0
    characters = iter(line)
    for character in characters:
        if quote:
            if character == quote:
                quote = ""
            elif character == "\\" and quote == '"':
                word += _unescaped(next(characters, ""))
            else:
                word += character
        elif character in "\"'":
            quote, quote_at, started = character, len(word), True
        elif character == "\\":
            word, started = word + next(characters, ""), True
        elif character.isspace() and character in " \t\n":
            if started:
                words.append(word)
            word, started, kept = "", False, 0
        else:
            word, started = word + character, True
            if character in breaks and character in "=:":
                kept = len(word)
    return Typed((*words, word), max(kept, quote_at) if quote else kept, quote)


def _unescaped(character: str) -> str:
    return character if character in '"$`\\' else "\\" + character


class BashWords(BashComplete):
    """Completion for bash that looks at the line itself."""

    source_template = _SCRIPT

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._typed = read_line(os.environ.get(_LINE, ""), os.environ.get("KG_COMPLETE_BREAKS", "=:"))

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the last one, and the last one as far as it was typed."""
        if _LINE not in os.environ:  # a script of an earlier version, or of click
            return super().get_completion_args()
        return list(self._typed.words[1:-1]), self._typed.words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """What bash puts in place of the part of the word behind its last break."""
        if _LINE not in os.environ:
            return super().format_completion(item)
        value = str(item.value)[self._typed.kept :]
        if self._typed.quote == '"':
            value = _QUOTED.sub(r"\\\1", value)
        elif not self._typed.quote:
            value = _SPECIAL.sub(r"\\\1", value)
        return f"{item.type},{value}"


add_completion_class(BashWords, "bash")
