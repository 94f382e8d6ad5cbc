"""Finds every place of a source file where one of the named operators can put a fault."""

import ast
import copy
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mutation import statements
from mutation.targets import ROOT

_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
_BORDERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_TELLS = {"record_audit", "put_message", "notify", "put_entry", "put_entries", "nudge"}
_TELLS_BEGIN = ("audit_", "put_", "tell", "_tell", "_note", "record_audit", "notify")
_LOCKS_BEGIN = ("lock_", "_lock", "_take_turns")
# Sentences for people and for logs are not behaviour: translations have tests of their own.
_SENTENCES = {"N_", "_", "getLogger", "exception", "warning", "error", "info", "debug", "RuntimeError", "ValueError"}
_EMPTY = {
    "None": ("None",), "bool": ("True", "False"), "int": ("0",), "str": ("''",), "list": ("[]",), "tuple": ("()",),
    "dict": ("{}",), "set": ("set()",), "frozenset": ("frozenset()",),
}  # fmt: skip


class Mutant(NamedTuple):
    """A source file with one fault.

    Attributes:
        operator: By which rule the fault was made.
        statement: The statement it stands in, as Python writes it: what a list of equivalent mutants goes by.
        change: What stood there and what stands there now.
        lines: The lines a test must run to notice; None where the fault acts when the module is imported.
    """

    path: str
    operator: str
    scope: str
    statement: str
    change: str
    lines: tuple[int, ...] | None
    start: int
    end: int
    new: str

    @property
    def key(self) -> str:
        """A short name that stays while the statement does."""
        text = f"{self.path}\n{self.operator}\n{self.scope}\n{self.statement}\n{self.change}\n{self.new}"
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def source(self, original: bytes) -> bytes:
        """The file with its fault."""
        return original[: self.start] + self.new.encode() + original[self.end :]


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a file, in the order of the source; none twice."""
    found: dict[bytes, Mutant] = {}
    original = path.read_bytes()
    for mutant in _Finder(path, original).find():
        found.setdefault(mutant.source(original), mutant)
    found.pop(original, None)
    return sorted(found.values(), key=lambda one: (one.start, one.end, one.operator, one.new))


class _Place(NamedTuple):
    """Where in the file one is: the statement and the functions around it."""

    statement: ast.stmt | None
    functions: tuple[str, ...]
    running: bool
    """Inside a function, so that only a test that calls it notices."""
    last: bool
    """The statement is the last of its function."""
    bound: frozenset[str]


class _Finder:
    def __init__(self, path: Path, source: bytes) -> None:
        self.path = str(path.relative_to(ROOT))
        self.source = source
        self.tree = ast.parse(source)
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        texts = [node.value for node in ast.walk(self.tree) if _is_text(node) and statements.is_sql(node.value)]
        self.literals = sorted({literal for text in texts for literal in statements.literals_of(text)})

    def find(self) -> Iterator[Mutant]:
        yield from self._block(self.tree.body, _Place(None, (), running=False, last=False, bound=frozenset()))

    def _block(self, body: list[ast.stmt], place: _Place) -> Iterator[Mutant]:
        bound = set(place.bound)
        for number, statement in enumerate(body):
            if number == 0 and _is_docstring(statement):
                continue
            last = place.last and number == len(body) - 1
            here = place._replace(statement=statement, last=last, bound=frozenset(bound))
            yield from self._statement(statement, here)
            bound |= {node.id for node in ast.walk(statement) if _is_bound(node)}

    def _statement(self, node: ast.stmt, place: _Place) -> Iterator[Mutant]:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Assert() | ast.Expr(value=ast.Constant()):
                return
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                return  # read by tools alone: nobody imports a star
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._function(node, place)
            case ast.ClassDef():
                inner = _Place(None, (*place.functions, node.name), place.running, last=False, bound=frozenset())
                yield from self._block(node.body, inner)
            case _:
                yield from self._dropped(node, place)
                for field, value in ast.iter_fields(node):
                    yield from self._field(field, value, place)

    def _field(self, field: str, value: Any, place: _Place) -> Iterator[Mutant]:
        if field == "annotation":
            return
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.stmt):
                yield from self._block(value, place)
                return
            if isinstance(one, ast.ExceptHandler):
                yield from self._block(one.body, place)
            elif isinstance(one, ast.match_case):
                if one.guard is not None:
                    yield from self._condition(one.guard, place)
                    yield from self._expression(one.guard, place)
                yield from self._block(one.body, place)
            elif isinstance(one, ast.expr):
                if field == "test":
                    yield from self._condition(one, place)
                yield from self._expression(one, place)
            elif isinstance(one, ast.withitem):
                yield from self._expression(one.context_expr, place)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, place: _Place) -> Iterator[Mutant]:
        body = [one for number, one in enumerate(node.body) if number or not _is_docstring(one)]
        if not body or (isinstance(body[0], ast.Expr) and _is_ellipsis(body[0].value)):
            return
        outside = place._replace(functions=(*place.functions, node.name))
        for default in (*node.args.defaults, *(one for one in node.args.kw_defaults if one)):
            yield from self._expression(default, outside)
        arguments = (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)
        inner = _Place(
            None, (*place.functions, node.name), running=True, last=True, bound=frozenset(one.arg for one in arguments)
        )
        for empty in _empty_answers(node):
            before = inner._replace(statement=body[0])
            start = self._offset(body[0].lineno, body[0].col_offset)
            indent = "\n" + " " * body[0].col_offset
            yield self._edit("early_return", before, start, start, f"return {empty}{indent}", f"→ return {empty}")
        yield from self._block(node.body, inner)

    def _dropped(self, node: ast.stmt, place: _Place) -> Iterator[Mutant]:
        operator = "drop_statement"
        match node:
            case ast.Expr(value=value):
                operator = _kind_of_call(value)
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) | ast.AugAssign():
                pass
            case ast.Assign(targets=[ast.Name(id=name)]) if name in place.bound and place.running:
                pass
            case ast.Return(value=value) if value is not None or place.running:
                if place.last:
                    return
            case ast.Raise() | ast.Continue() | ast.Break():
                pass
            case _:
                return
        yield self._replaced(operator, node, "pass", place)

    def _condition(self, node: ast.expr, place: _Place) -> Iterator[Mutant]:
        """Turn a condition around, unless turning its only comparison does the same."""
        if (isinstance(node, ast.Compare) and len(node.ops) == 1) or isinstance(node, ast.UnaryOp):
            return
        yield self._replaced("negate", node, f"(not ({ast.unparse(node)}))", place)

    def _expression(self, node: ast.expr, place: _Place) -> Iterator[Mutant]:
        if isinstance(node, ast.JoinedStr):
            yield from self._joined(node, place)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and statements.is_sql(node.value):
            for fault in statements.faults_of(node.value, self.literals):
                yield self._replaced(fault.operator, node, repr(fault.sql), place, fault.change)
        elif not _is_no_behaviour(node):
            yield from self._itself(node, place)
            for child in ast.iter_child_nodes(node):
                yield from self._inside(child, place)

    def _itself(self, node: ast.expr, place: _Place) -> Iterator[Mutant]:
        match node:
            case ast.Constant():
                yield from self._constant(node, place)
            case ast.Compare():
                yield from self._comparison(node, place)
            case ast.BoolOp():
                turned = ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
                yield self._replaced("negate", node, f"({ast.unparse(turned)})", place)
            case ast.UnaryOp(op=ast.Not()):
                yield self._replaced("negate", node, f"({ast.unparse(node.operand)})", place)
            case ast.IfExp():
                yield from self._condition(node.test, place)

    def _inside(self, child: ast.AST, place: _Place) -> Iterator[Mutant]:
        match child:
            case ast.expr():
                yield from self._expression(child, place)
            case ast.keyword():
                yield from self._expression(child.value, place)
            case ast.comprehension():
                yield from self._expression(child.iter, place)
                for condition in child.ifs:
                    yield from self._condition(condition, place)
                    yield from self._expression(condition, place)

    def _comparison(self, node: ast.Compare, place: _Place) -> Iterator[Mutant]:
        for number, operation in enumerate(node.ops):
            for operator, table in (("negate", _OPPOSITES), ("boundary", _BORDERS)):
                if type(operation) in table and (operator == "boundary" or len(node.ops) == 1):
                    turned = copy.deepcopy(node)
                    turned.ops[number] = table[type(operation)]()
                    yield self._replaced(operator, node, f"({ast.unparse(turned)})", place)
        for number, side in enumerate((node.left, *node.comparators)):
            if isinstance(side, ast.Constant) and type(side.value) is int:
                yield self._replaced("boundary", side, str(side.value + 1), place, f"{side.value} → {side.value + 1}")
                if number and side.value > 0:
                    less = side.value - 1
                    yield self._replaced("boundary", side, str(less), place, f"{side.value} → {less}")

    def _constant(self, node: ast.Constant, place: _Place) -> Iterator[Mutant]:
        new: Any
        match node.value:
            case bool():
                new = not node.value
            case int() | float():
                new = node.value + 1
            case str():
                new = f"{node.value}~" if node.value else "mutated"
            case bytes():
                new = node.value + b"~"
            case _:
                return
        yield self._replaced("constant", node, repr(new), place)

    def _joined(self, node: ast.JoinedStr, place: _Place) -> Iterator[Mutant]:
        """Text with holes: the holes are kept, the text between them is SQL or a constant."""
        text = "".join(
            part.value if isinstance(part, ast.Constant) else f"\0{number}\0" for number, part in enumerate(node.values)
        )
        if statements.is_sql(text):
            for fault in statements.faults_of(text, self.literals):
                written = _with_holes(fault.sql, node)
                yield self._replaced(fault.operator, node, written, place, fault.change)
            return
        for number, part in enumerate(node.values):
            if isinstance(part, ast.Constant) and part.value.strip():
                changed = copy.deepcopy(node)
                changed.values[number] = ast.Constant(f"{part.value}~")
                yield self._replaced("constant", node, ast.unparse(changed), place)

    def _replaced(
        self, operator: str, node: ast.stmt | ast.expr, new: str, place: _Place, change: str | None = None
    ) -> Mutant:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self._edit(operator, place, start, end, new, change or f"{ast.unparse(node)} → {new}")

    def _edit(self, operator: str, place: _Place, start: int, end: int, new: str, change: str) -> Mutant:
        statement = place.statement
        written, lines = (_header(statement), _lines(statement)) if statement else ("", ())
        return Mutant(
            path=self.path,
            operator=operator,
            scope=".".join(place.functions),
            statement=written,
            change=" ".join(change.split()),
            lines=lines if place.running else None,
            start=start,
            end=end,
            new=new,
        )

    def _offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column


def _with_holes(sql: str, node: ast.JoinedStr) -> str:
    values: list[ast.expr] = []
    for number, piece in enumerate(sql.split("\0")):
        values.append(node.values[int(piece)] if number % 2 else ast.Constant(piece))
    return ast.unparse(ast.JoinedStr(values))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_bound(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and _is_text(statement.value)


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_no_behaviour(node: ast.expr) -> bool:
    """Sentences for people and for logs, and words that only name a type."""
    match node:
        case ast.Call(func=function):
            return _name_of(function) in _SENTENCES
        case ast.Subscript(value=value):
            return _name_of(value) == "Literal"
    return False


def _kind_of_call(node: ast.expr) -> str:
    """Which operator drops a call: one that locks, one that tells, or any other."""
    call = node.value if isinstance(node, ast.Await) else node
    if not isinstance(call, ast.Call):
        return "drop_statement"
    name = _name_of(call.func)
    texts = [one.value for one in call.args if _is_text(one)]
    if name.startswith(_LOCKS_BEGIN) or any(statements.takes_lock(text) for text in texts):
        return "drop_lock"
    if name in _TELLS or name.startswith(_TELLS_BEGIN):
        return "drop_audit_or_outbox"
    return "drop_statement"


def _empty_answers(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    if any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(node)):
        return ("",)
    if node.returns is None:
        return ("None",)
    named = ast.unparse(node.returns)
    return ("None",) if "| None" in named else _EMPTY.get(named.split("[")[0], ("None",))


def _header(statement: ast.stmt) -> str:
    """A statement as Python writes it; of a compound one, its first line."""
    written = ast.unparse(statement)
    return written.split("\n", 1)[0] if hasattr(statement, "body") else written


def _lines(statement: ast.stmt) -> tuple[int, ...]:
    last = statement.end_lineno or statement.lineno
    if body := getattr(statement, "body", None):
        last = max(statement.lineno, body[0].lineno - 1)
    return tuple(range(statement.lineno, last + 1))
