"""``python -m hub.config``: the JSON Schema for editors."""

import json

from .load import json_schema

print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
