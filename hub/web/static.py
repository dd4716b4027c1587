"""The page's own files: known by name at the start, each with its type; nothing else can be asked for."""

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}
_FILES = {
    file.relative_to(_FOLDER).as_posix(): (file.read_bytes(), _TYPES[file.suffix])
    for file in sorted(_FOLDER.rglob("*"))
    if file.suffix in _TYPES
}
_TAGS = {name: f'"{sha256(content).hexdigest()[:16]}"' for name, (content, _) in _FILES.items()}


async def static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        return Response(status_code=404)
    headers = {"ETag": _TAGS[name], "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == _TAGS[name]:
        return Response(status_code=304, headers=headers)
    content, kind = _FILES[name]
    return Response(content, media_type=kind, headers=headers)
