"""What tests of giving begin with: the site of the tests of passes."""

from tests.passes.conftest import phone, site

__all__ = ["phone", "site"]
