"""Reading a bearer key: the same for every way a request comes in (RFC 6750, section 2.1)."""


def bearer_token(authorization: str) -> str | None:
    """The key in an Authorization header; None when it carries none.

    >>> bearer_token("Bearer abc"), bearer_token("bearer  abc "), bearer_token("Basic abc"), bearer_token("Bearer")
    ('abc', 'abc', None, None)
    """
    scheme, _, token = authorization.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
