"""What may be written in the block ``page:`` of the configuration. Part of ``written.py``."""

import re
from ipaddress import ip_address
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field

from .mistakes import quoted
from .page import PageConfig, PageTls, TemperatureUnit, is_account, language_tag
from .references import refuse
from .values import ExistingFile, Part, Text, YesNo

_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[0-9.]+|localhost):([0-9]{1,5})")
_UNITS = frozenset({"c", "f", "°c", "°f", "celsius", "fahrenheit"})
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


def _listen(value: str) -> str:
    found = _LISTEN.fullmatch(value)
    try:
        is_right = found is not None and 1 <= int(found[2]) <= 65535
        if found is not None and found[1] != "localhost":
            ip_address(found[1].strip("[]"))
    except ValueError:
        is_right = False
    if not is_right:
        raise refuse(((), f"{quoted(value)} is not an address to listen at", "an address and a port: 127.0.0.1:8099"))
    return value


def _host(value: Any) -> str:
    name = str(value).casefold().rstrip(".")
    if not _HOST.fullmatch(name):
        raise refuse(((), f"{quoted(value)} is not a name of a machine", "such as attune.home, without http:// and port"))
    return name


def _language(value: str) -> str:
    found = language_tag(value)
    if found is None:
        right = "en, de or fr, with a country where its clock and dates are others: en-US, de-CH"
        raise refuse(((), f"{quoted(value)} is no language of the page", right))
    return found


def _unit(value: Any) -> Any:
    """As people write it: F, °F, fahrenheit."""
    return str(value).strip().removeprefix("°")[:1].upper() if str(value).strip().casefold() in _UNITS else value


def _account(value: str) -> str:
    if not is_account(value):
        right = "its id, 32 letters and digits, as the page in Home Assistant tells whom it does not know"
        raise refuse(((), f"{quoted(value)} is not an account of Home Assistant", right))
    return value


AccountName = Annotated[Text, AfterValidator(_account)]


class PageTlsBlock(Part):
    """The page's own certificate."""

    makes: ClassVar[type] = PageTls
    cert_file: ExistingFile
    """The certificate, with those between it and its authority"""
    key_file: ExistingFile
    """The key of the certificate"""


class PageBlock(Part):
    """The residents' page. Left out: http://127.0.0.1:8099, for this machine only."""

    makes: ClassVar[type] = PageConfig
    listen: Annotated[Text, AfterValidator(_listen)] = Field(default="127.0.0.1:8099", examples=["0.0.0.0:8099"])
    """Address and port; one of the network needs a password and tls, or plain: true"""
    hosts: tuple[Annotated[Text, AfterValidator(_host)], ...] = ()
    """Other names the page answers to, such as attune.home"""
    tls: PageTlsBlock | None = None
    """Files for https"""
    plain: YesNo = False
    """true: in the network without encryption, where whoever is in it can read along"""
    language: Annotated[Text, AfterValidator(_language)] | None = Field(default=None, examples=["de", "en-US"])
    """en, de or fr, also with the country whose clock and dates it has, as en-US; left out: what each browser asks for"""
    temperature_unit: Annotated[TemperatureUnit, BeforeValidator(_unit)] = "C"
    """C or F: the degrees the page tells and asks for; this file and the topics always have °C"""
