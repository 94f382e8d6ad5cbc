"""What a live claim is, an open one and a past one is said once: in SQL by booths' queries, in Python by its rules."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_sql import PACKAGE, mentions_in, texts_of

SAYS_IT = {"booths/queries/claims.py", "booths/rules/claims.py"}

# Setting a state and asking for one state say nothing about being live; leaving the closed ones out does, and so does
# looking at the deadline.
_CONDITION = re.compile(
    r"(?:<>|!=)\s*'closed'|NOT\s+IN\s*\([^)]*'closed'|\bclosed_at\s+IS\s+NULL|\bIN\s*\(\s*'held'\s*,\s*'offered'"
    r"|\bexpires_at\s*[<>]|[<>]=?\s*(?:\w+\.)?expires_at|\bexpires_at\s+(?:IS|BETWEEN)\b",
    re.IGNORECASE,
)
_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def copies_in(source: str) -> list[str]:
    """Where a module says for itself whether a claim is over."""
    tree = ast.parse(source)
    reads_claims = any(mention.table == "booth_claim" for mention in mentions_in(source))
    in_sql = [text for text in texts_of(tree) if _CONDITION.search(text)] if reads_claims else []
    return in_sql + list(_comparisons(tree))


def _comparisons(tree: ast.Module) -> Iterator[str]:
    if not any(isinstance(node, ast.ImportFrom) and "events_app.booths" in (node.module or "") for node in tree.body):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], _ORDERS):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Attribute) and side.attr == "expires_at":
                    yield ast.unparse(node)


def test_nothing_but_booths_says_whether_a_claim_is_live():
    found = {
        path.relative_to(PACKAGE).as_posix(): copies
        for path in sorted(PACKAGE.rglob("*.py"))
        if (copies := copies_in(path.read_text(encoding="utf-8")))
    }
    assert {where: copies for where, copies in found.items() if where not in SAYS_IT} == {}, (
        "Ask booths: is_live, is_open or is_past of its queries in SQL, live or is_past of its rules in Python."
    )
    assert set(found) == SAYS_IT, "The condition has moved: say here where it stands now."


@pytest.mark.parametrize(
    "source",
    [
        "fetch(\"SELECT 1 FROM booth_claim c WHERE c.state <> 'closed'\")",
        "fetch(\"SELECT 1 FROM booth_claim WHERE state NOT IN ('assigned', 'closed')\")",
        "fetch('SELECT 1 FROM booth_claim c WHERE c.closed_at IS NULL')",
        "fetch(\"SELECT 1 FROM booth_claim c WHERE c.state = 'held' AND c.expires_at > $1\")",
        "fetch('SELECT 1 FROM booth_claim c WHERE $1 < c.expires_at')",
        "_C = 'JOIN booth_claim c ON true'\nfetch(_C + f\"WHERE {x} AND c.state IN ('held', 'offered')\")",
        "from events_app.booths.queries import claims_of_fair\nold = [c for c in some if c.expires_at <= now]",
    ],
)
def test_copies_of_the_condition_are_found(source):
    assert copies_in(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "fetch(\"UPDATE booth_claim SET state = 'closed', closed_at = $2 WHERE id = $1\")",
        "fetch(f\"SELECT c.expires_at FROM booth_claim c WHERE c.state = 'held' AND {is_live('c', '$2')}\")",
        "fetch('SELECT 1 FROM login_session s WHERE s.expires_at > $2')",
        "over = invitation.expires_at <= now",
    ],
)
def test_what_asks_booths_is_no_copy(source):
    assert copies_in(source) == []
