"""Certificates for a test, made by the openssl program: an authority, a broker for localhost, a client, and a stranger's."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .patience import PATIENCE_S


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
    expired_cert, expired_key = _expired(folder, ca, ca_key, "DNS:localhost,IP:127.0.0.1")
    return Certificates(ca, cert, key, client_cert, client_key, wrong_cert, wrong_key, expired_cert, expired_key, other_ca)


def _run(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=PATIENCE_S)


def _authority(folder: Path, name: str) -> tuple[Path, Path]:
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    _run(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"),
        *("-subj", f"/CN=test {name}", "-keyout", key, "-out", cert),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),  # asked for since Python 3.13
    )
    return cert, key


def _requested(folder: Path, name: str, names: str) -> tuple[Path, Path, Path]:
    """A new key, the request for its certificate, and the names that are to stand in it."""
    key, request, extensions = (folder / f"{name}.{ending}" for ending in ("key", "csr", "ext"))
    extensions.write_text(f"subjectAltName={names}\nauthorityKeyIdentifier=keyid\n")
    _run(
        *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", f"/CN=test {name}", "-keyout", key, "-out", request),
    )
    return key, request, extensions


def _signed(folder: Path, name: str, ca: Path, ca_key: Path, names: str) -> tuple[Path, Path]:
    key, request, extensions = _requested(folder, name, names)
    cert = folder / f"{name}.pem"
    _run(
        *("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial"),
        *("-days", "30", "-extfile", extensions, "-out", cert),
    )
    return cert, key


def _expired(folder: Path, ca: Path, ca_key: Path, names: str) -> tuple[Path, Path]:
    """Good for one day, years ago. ``openssl x509`` has refused a negative ``-days`` since 3.5 and takes dates since 3.4;
    ``openssl ca`` has always taken them, and wants a list of what it signed for that.
    """
    key, request, extensions = _requested(folder, "expired", names)
    signed = folder / "signed"
    signed.mkdir()
    (signed / "index").touch()
    (signed / "config").write_text(
        "[ca]\ndefault_ca = test\n[test]\npolicy = any\ndefault_md = sha256\nrand_serial = yes\n"
        f"database = {signed}/index\nnew_certs_dir = {signed}\n[any]\ncommonName = supplied\n"
    )
    cert = folder / "expired.pem"
    _run(
        *("ca", "-batch", "-notext", "-config", signed / "config", "-cert", ca, "-keyfile", ca_key, "-in", request),
        *("-startdate", "20200101000000Z", "-enddate", "20200102000000Z", "-extfile", extensions, "-out", cert),
    )
    return cert, key
