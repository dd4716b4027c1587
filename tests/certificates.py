"""Certificates for a test, made by the openssl program: an authority, a broker for localhost, a client, and a stranger's."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in PEM. other_ca: an authority that signed nothing of this. wrong_host: signed, but for another name."""

    ca: Path
    cert: Path
    key: Path
    client_cert: Path
    client_key: Path
    wrong_host_cert: Path
    wrong_host_key: Path
    expired_cert: Path
    expired_key: Path
    other_ca: Path


def make_certificates(folder: Path) -> Certificates:
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key = _authority(folder, "ca")
    other_ca, _ = _authority(folder, "other")
    cert, key = _signed(folder, "broker", ca, ca_key, "DNS:localhost,IP:127.0.0.1")
    client_cert, client_key = _signed(folder, "client", ca, ca_key, "DNS:hub")
    wrong_cert, wrong_key = _signed(folder, "wrong", ca, ca_key, "DNS:somewhere.example")
    expired_cert, expired_key = _signed(folder, "expired", ca, ca_key, "DNS:localhost,IP:127.0.0.1", days=-1)
    return Certificates(ca, cert, key, client_cert, client_key, wrong_cert, wrong_key, expired_cert, expired_key, other_ca)


def _run(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=30)


def _authority(folder: Path, name: str) -> tuple[Path, Path]:
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    _run(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"),
        *("-subj", f"/CN=test {name}", "-keyout", key, "-out", cert),
    )
    return cert, key


def _signed(folder: Path, name: str, ca: Path, ca_key: Path, names: str, days: int = 30) -> tuple[Path, Path]:
    cert, key, request, extensions = (folder / f"{name}.{ending}" for ending in ("pem", "key", "csr", "ext"))
    extensions.write_text(f"subjectAltName={names}\n")
    _run(
        *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", f"/CN=test {name}", "-keyout", key, "-out", request),
    )
    _run(
        *("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial"),
        *("-days", str(days), "-extfile", extensions, "-out", cert),
    )
    return cert, key
