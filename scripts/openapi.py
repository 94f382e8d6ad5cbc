"""Write `docs/openapi.json`, the contract as the service serves it: `python scripts/openapi.py`."""

import json
from pathlib import Path

from events_app.app import create_app
from events_app.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    settings = Settings(data_dir=ROOT, secret="x" * 32, database_url="postgresql://nowhere/none")
    schema = create_app(settings).openapi_schema.to_schema()
    text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True)
    (ROOT / "docs" / "openapi.json").write_text(text + "\n", encoding="utf-8")
