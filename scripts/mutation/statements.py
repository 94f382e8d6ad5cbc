"""Faults in SQL: conditions turned, borders moved, locks and parts of WHERE and SET dropped, literals exchanged."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<text>'(?:[^']|'')*')|(?P<hole>\x00\d+\x00)|(?P<value>\$\d+)|(?P<number>\b\d+\b)|(?P<word>[A-Za-z_][\w.]*)"
    r"|(?P<mark><>|<=|>=|!=|::|\|\||->>?|[<>=])|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)|(?P<other>[^\s\w])"
)
_CLAUSES = {
    "SELECT", "FROM", "WHERE", "SET", "VALUES", "ON", "JOIN", "LEFT", "CROSS", "ORDER", "GROUP", "HAVING", "LIMIT",
    "RETURNING", "FOR", "UPDATE", "INSERT", "DELETE", "UNION", "WHEN", "THEN", "ELSE", "OFFSET",
}  # fmt: skip
_CONDITIONS = {"WHERE", "ON", "HAVING", "WHEN"}
_BORDERS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OPPOSITES = {"=": "<>", "<>": "=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_IS_SQL = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b")
_LOCK = re.compile(r"\s*\bFOR (NO KEY )?(UPDATE|SHARE)( OF \w+)?( SKIP LOCKED| NOWAIT)?")
_SKIP = re.compile(r" SKIP LOCKED")
_NOTHING = re.compile(r"\s*\bON CONFLICT [^;]*?DO NOTHING")
_NULLS = re.compile(r"\bIS (NOT )?NULL\b")
_EXISTS = re.compile(r"\b(NOT )?EXISTS\b")
_IN = re.compile(r"\b(NOT )?IN \(")
_ANY = re.compile(r"(=|<>) (ANY|ALL) ?\(")
_WORDS_BEFORE = 30
ADVISORY = re.compile(r"pg_(try_)?advisory")


class Fault(NamedTuple):
    """One changed statement."""

    operator: str
    change: str
    """What stood there and what stands there now, after the words before it: `i.email <> ['' → 'erased']`."""
    sql: str


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    clause: str
    depth: int


def is_sql(text: str) -> bool:
    """Whether a string of the source is a statement."""
    return _IS_SQL.match(text) is not None


def takes_lock(text: str) -> bool:
    """Whether a statement locks."""
    return is_sql(text) and (_LOCK.search(text) is not None or ADVISORY.search(text) is not None)


def faults_of(sql: str, literals: Sequence[str]) -> Iterator[Fault]:
    """Every fault this module knows to make in a statement; `literals` are the texts its file uses elsewhere."""
    tokens = list(_tokens(sql))
    yield from _whole_words(sql)
    for position in range(len(tokens)):
        yield from _of_token(sql, tokens, position, literals)
    for start, end in _conjuncts(tokens):
        part = sql[start:end]
        yield _changed(sql, "drop_statement", start, end, f"({part} OR true)")
    for start, end, column in _settings(tokens):
        value = sql[start:end].split("=", 1)[1].strip()
        yield _changed(sql, "drop_statement", start, end, f"{column} = CASE WHEN true THEN {column} ELSE {value} END")


def _whole_words(sql: str) -> Iterator[Fault]:
    for pattern, operator in ((_LOCK, "drop_lock"), (_SKIP, "drop_lock"), (_NOTHING, "drop_statement")):
        for found in pattern.finditer(sql):
            yield _changed(sql, operator, *found.span(), "")
    for found in _NULLS.finditer(sql):
        yield _changed(sql, "negate", *found.span(), "IS NULL" if found[1] else "IS NOT NULL")
    for found in _EXISTS.finditer(sql):
        yield _changed(sql, "negate", *found.span(), "EXISTS" if found[1] else "NOT EXISTS")
    for found in _IN.finditer(sql):
        yield _changed(sql, "negate", *found.span(), "IN (" if found[1] else "NOT IN (")
    for found in _ANY.finditer(sql):
        yield _changed(sql, "negate", *found.span(), "<> ALL(" if found[1] == "=" else "= ANY(")


def _of_token(sql: str, tokens: list[_Token], position: int, literals: Sequence[str]) -> Iterator[Fault]:
    token = tokens[position]
    following = tokens[position + 1].text.upper() if position + 1 < len(tokens) else ""
    match token.kind:
        case "mark" if token.clause in _CONDITIONS and token.text in _OPPOSITES and following not in {"ANY", "ALL"}:
            yield _changed(sql, "negate", token.start, token.end, _OPPOSITES[token.text])
            if token.text in _BORDERS:
                yield _changed(sql, "boundary", token.start, token.end, _BORDERS[token.text])
        case "word" if token.text.upper() == "NOT" and following not in {"NULL", "EXISTS", "IN", "MATERIALIZED"}:
            yield _changed(sql, "negate", token.start, token.end, "")
        case "word" if token.text in {"true", "false"}:
            yield _changed(sql, "constant", token.start, token.end, "false" if token.text == "true" else "true")
        case "number" if token.clause not in {"SELECT", "ORDER"}:
            operator = "boundary" if token.clause in _CONDITIONS else "constant"
            yield _changed(sql, operator, token.start, token.end, str(int(token.text) + 1))
        case "text":
            yield _changed(sql, "constant", token.start, token.end, _other_literal(token.text, literals))


def _other_literal(text: str, literals: Sequence[str]) -> str:
    """Another state or word of the same file, since one that is no state is refused by the schema already."""
    others = [literal for literal in literals if literal not in {text, "''"}]
    return next((one for one in others if one > text), others[0] if others else "'mutated'")


def literals_of(sql: str) -> list[str]:
    """The texts between quotes."""
    return [token.text for token in _tokens(sql) if token.kind == "text"]


def _changed(sql: str, operator: str, start: int, end: int, new: str) -> Fault:
    words = " ".join(sql[:start].split())[-_WORDS_BEFORE:]
    return Fault(operator, f"{words} [{sql[start:end].strip()} → {new}]", sql[:start] + new + sql[end:])


def _tokens(sql: str) -> Iterator[_Token]:
    """Split a statement; each token knows the clause it stands in."""
    clauses = [""]
    for found in _TOKEN.finditer(sql):
        kind, text = str(found.lastgroup), found[0]
        if kind == "word" and text.upper() in _CLAUSES:
            clauses[-1] = text.upper()
        yield _Token(kind, text, found.start(), found.end(), clauses[-1], len(clauses))
        if kind == "open":
            clauses.append(clauses[-1])
        elif kind == "close" and len(clauses) > 1:
            clauses.pop()
        elif kind == "word" and text.upper() == "CASE":
            clauses.append(clauses[-1])
        elif kind == "word" and text.upper() == "END" and len(clauses) > 1:
            clauses.pop()


def _conjuncts(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """From where to where each part of a condition reaches that AND joins to others, or that stands alone."""
    for position, token in enumerate(tokens):
        starts = token.kind == "word" and token.text.upper() in {"WHERE", "AND", "ON"}
        if not starts or token.clause not in {"WHERE", "ON"} or _is_between(tokens, position):
            continue
        part = []
        for later in tokens[position + 1 :]:
            if later.depth < token.depth or (later.kind == "close" and later.depth == token.depth):
                break
            at_level = later.depth == token.depth and later.kind == "word"
            if at_level and (later.text.upper() in {"AND", "OR", *_CLAUSES}) and not _ends_between(part, later):
                break
            part.append(later)
        if part and part[0].text.upper() != "CONFLICT":
            yield part[0].start, part[-1].end


def _ends_between(part: list[_Token], later: _Token) -> bool:
    words = [token.text.upper() for token in part if token.depth == later.depth]
    return later.text.upper() == "AND" and words.count("BETWEEN") > words.count("AND")


def _is_between(tokens: list[_Token], position: int) -> bool:
    """Whether an AND belongs to a BETWEEN."""
    before = [token for token in tokens[:position] if token.depth == tokens[position].depth][-8:]
    words = [token.text.upper() for token in before]
    return (
        tokens[position].text.upper() == "AND"
        and "BETWEEN" in words
        and "AND" not in words[len(words) - words[::-1].index("BETWEEN") :]
    )


def _settings(tokens: list[_Token]) -> Iterator[tuple[int, int, str]]:
    """From where to where each `column = value` of a SET reaches, with its column."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        is_first = token.text.upper() == "SET" and token.kind == "word"
        is_next = token.kind == "comma" and token.clause == "SET"
        position += 1
        if not (is_first or is_next) or position + 1 >= len(tokens) or tokens[position + 1].text != "=":
            continue
        part = []
        for later in tokens[position:]:
            if later.depth < token.depth or (later.depth == token.depth and later.kind == "comma"):
                break
            if later.depth == token.depth and later.kind == "word" and later.text.upper() in _CLAUSES:
                break
            part.append(later)
        yield part[0].start, part[-1].end, part[0].text
