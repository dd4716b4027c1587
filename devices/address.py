"""Where something listens on the network, as people write it."""


def host_and_port(name: str, port: int) -> tuple[str, int] | None:
    """``host``, ``host:port``, ``::1`` or ``[::1]:port``; ``port`` where none is written. None for anything else."""
    name = name.strip()
    if not name or not name.isprintable():
        return None
    host, colon, written = name.rpartition(":")
    if not colon or name.endswith("]") or (":" in host and not host.startswith("[")):
        host, written = name, str(port)
    host = host.removeprefix("[").removesuffix("]")
    is_port = written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65_536
    return (host, int(written)) if host and " " not in host and "/" not in host and is_port else None
