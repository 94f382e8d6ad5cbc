"""Answers over a thousand bytes are compressed for whoever accepts it.

Litestar would compress next to the handler. Here it happens outermost among the middleware, so that all the others see,
keep and replay plain bytes.
"""

from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware

from events_app.platform.web.kept_pages import COMPRESSES_ITSELF

COMPRESSION = DefineMiddleware(
    CompressionMiddleware,
    config=CompressionConfig(
        backend="gzip", minimum_size=1000, exclude=[r"^/live$", r"^/static/"], exclude_opt_key=COMPRESSES_ITSELF
    ),
)
