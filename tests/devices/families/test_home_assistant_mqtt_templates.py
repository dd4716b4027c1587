"""Other people's templates: what they may do, what they may not, and that none of them gets out or hangs."""

import json
from typing import Any

import pytest

from devices.discovery.template_failed import LONGEST_TEMPLATE, TemplateFailed
from devices.discovery.templates import rendered, why_not
from devices.errors import BadPayload
from devices.families.home_assistant_mqtt import FAMILY
from tests.devices.families.discovered import announced, said, values

STATE = {"state": "ON", "t": 21.456, "none": None, "yes": True, "update": {"state": "idle"}, "list": [3, 1, 2], "count": 7}


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ('{{ value_json["t"] }}', "21.456"),
        ("{{ value_json.t }}", "21.456"),
        ("{{ value_json.update.state }}", "idle"),
        ("{{ value_json.count }}", "7"),
        ("{{ value_json['none'] }}", "None"),
        ("{{ value_json.yes }}", "True"),
        ("{{ value_json.t | round(1) }}", "21.5"),
        ("{{ value_json.t | round }}", "21"),
        ("{{ value_json.t | float | round(0, 'ceil') }}", "22"),
        ("{{ value_json.t | int }}", "21"),
        ("{{ value_json.missing | default(5) }}", "5"),
        ("{{ value_json.missing | float(2) }}", "2"),
        ("{{ value_json.yes | iif('on', 'off') }}", "on"),
        ("{{ 'ON' if value_json.t > 20 else 'OFF' }}", "ON"),
        ("{% if value_json.yes %}true{% else %}false{% endif %}", "true"),
        ("{{ {'ON': 'heat'}[value_json.state] | default('off') }}", "heat"),
        ("{% set words = {'ON': 'auto'} %}{{ words[value_json.state] if value_json.state in words.keys() else 'x' }}", "auto"),
        ("{{ value_json.get('state') | lower }}", "on"),
        ("{{ (value_json.t * 1.8 + 32) | round(1) }}", "70.6"),
        ("{{ '%.1f' | format(value_json.t) }}", "21.5"),
        ("{{ '%0.1f' % value_json.t }}", "21.5"),
        ("{{ '{:.1f}'.format(value_json.t) }}", "21.5"),
        ("{{ value_json.list | sort | join(',') }}", "1,2,3"),
        ("{% for x in value_json.list if x > 1 %}{{ x }}{% endfor %}", "32"),
        ("{{ value.split(':')[1] | trim }}", "b"),
        ("{{ value | regex_replace('^.*: ', '') }}", "b"),
        ("{{ value ~ '!' ~ 1 }}", "a: b!1"),
        ("{{ value is defined and this is not defined }}", "True"),
        ("{{ value is sameas true }}", "False"),
        ("{{ '{\"a\": 4}' | from_json | to_json }}", '{"a": 4}'),
        ("{{ value_json.t | is_number }}", "True"),
        ("{{ 'yes' | bool }}", "True"),
        ("{{ value_json.t | multiply(2) }}", "42.912"),
        ("{{ value | replace('a', 'c') }}", "c: b"),
        ("{{ max(1, 2) }}", "2"),
        ("{{ value_json.state is in ['ON', 'on'] }}", "True"),
        ("{{ value_json.list | select('gt', 1) | list | length }}", "2"),
        ("{{ value is search('b$') and value is match('a') }}", "True"),
        ("{{ value | truncate(3, true, '') }}", "a: b"),
    ],
)
def test_templates_do_what_they_do_in_home_assistant(source: str, made: str) -> None:
    assert rendered(source, {"value": "a: b", "value_json": STATE}) == made


@pytest.mark.parametrize(
    "source",
    [
        "{{ value_json.a.b }}",
        "{{ value_json.a | float }}",
        "{{ value_json.a | is_defined }}",
        "{{ value_json.a * 2 }}",
        "{{ nothing.at.all }}",
    ],
)
def test_what_is_not_in_the_message_is_no_report(source: str) -> None:
    assert rendered(source, {"value": "", "value_json": STATE}) is None


# Each would get out, wait, or fill the memory if it were let.
HOSTILE = [
    "{{ 10 ** 10 ** 10 }}",
    "{{ 9 ** 9 ** 9 ** 9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [0] * 1000000000 }}",
    "{{ 'a'.center(1000000000) }}",
    "{{ 'a' | center(1000000000) }}",
    "{{ 'a' | indent(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{}}'.format(1, 1000000000) }}",
    "{{ '{0.__class__}'.format(value) }}",
    "{{ 'x'.format_map({}) }}",
    "{{ range(1000000000) | list }}",
    "{{ (1).to_bytes(1000000000) }}",
    "{{ lipsum(1000000) }}",
    "{{ cycler(1) }}",
    "{{ now() }}",
    "{{ states('light.a') }}",
    "{{ value.__class__.__mro__ }}",
    "{{ value | attr('__class__') }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ dict.__base__.__subclasses__() }}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% set x %}a{% endset %}",
    "{% filter upper %}a{% endfilter %}",
    "{% for x in [[1]] recursive %}{{ loop(x) }}{% endfor %}",
    "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% set n = namespace(x='aa') %}{% for a in range(900) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=[1]) %}{% for a in range(900) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=2) %}{% for a in range(900) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
    "{% set t = (1, 1) %}" + "{% set t = (t, t) %}" * 60 + "{{ {t: 1} }}",
    "{% set budget = namespace(left=10 ** 9) %}{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}",
    "{% for a in range(900) %}{% if long.l | sort %}{% endif %}{% endfor %}",
    "{% for a in range(900) %}{% if 5 in long.l %}{% endif %}{% endfor %}",
    "{% for a in range(900) %}{% if 5 is in long.l %}{% endif %}{% endfor %}",
    "{% for a in range(900) %}{% if [long] | string %}{% endif %}{% endfor %}",
    "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' | regex_replace('(a+)+$', '') }}",
    "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' | regex_match('(a|a)*$') }}",
    "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | regex_search('a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaab') }}",
    "{{ 'aa' | regex_findall('(a)\\\\1') }}",
    "{{ ('a' ~ long.s) | regex_replace('a', 'b') }}",
    "{{ long.s | replace('a', long.s) }}",
    "{{ long.l | join(long.s) }}",
    "{{ '" + "[" * 2000 + "' | from_json }}",
    "{{ " + "(" * 1500 + "1" + ")" * 1500 + " }}",
    "{{ " + "-" * 3000 + "1 }}",
    "{{ 1 / 0 }}",
    "{{ a",
    "{% if %}",
    "{{ value | no_such_filter }}",
    "{{ value is no_such_test }}",
    "{{ value | charged }}",
    "{{ 5 + 'a' }}",
    "{{ true * 5 }}",
    "{{ 'NaN' | float }}",
    "x" * (LONGEST_TEMPLATE + 1),
]


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:60])
def test_a_hostile_template_fails_in_words(source: str) -> None:
    long: dict[str, Any] = {"l": [1] * 16_000, "s": "a" * 60_000}
    with pytest.raises(TemplateFailed) as failed:
        rendered(source, {"value": "x", "long": long})
    assert failed.value.reason.isprintable()


@pytest.mark.parametrize(
    "source", ["{{ ''['__class__'] }}", "{{ value_json['state'].__init__ }}", "{{ value_json.update.pop }}"]
)
def test_what_python_keeps_inside_is_never_shown(source: str) -> None:
    try:
        made = rendered(source, {"value": "x", "value_json": STATE})
    except TemplateFailed:
        return
    assert not made


def test_a_template_cannot_change_what_the_next_one_reads() -> None:
    state = {"a": [1]}
    with pytest.raises(TemplateFailed):
        rendered("{{ value_json.a.append(2) }}", {"value_json": state})
    assert state == {"a": [1]}


def test_an_entity_with_a_template_that_cannot_be_used_says_why() -> None:
    device = announced("sensor/a", stat_t="a", dev_cla="temperature", val_tpl="{{ states('x') }}")
    assert "value_template cannot be used: it calls states()" in device.refused
    assert device.hears == ()


def test_why_not_is_empty_for_a_good_one() -> None:
    assert why_not("{{ value_json.x }}") == ""


def test_a_template_that_fails_on_a_message_refuses_the_message() -> None:
    device = announced("sensor/a", stat_t="a", dev_cla="temperature", val_tpl="{{ 1 / value_json.x }}")
    assert values(device, "a", {"x": 0.5}) == {"temperature": 2.0}
    assert values(device, "a", {}) == {}
    with pytest.raises(BadPayload, match="template fails"):
        FAMILY.hear(device, said("a", {"x": 0}))


def test_broken_json_is_refused_where_the_template_needs_json() -> None:
    device = announced("sensor/a", stat_t="a", dev_cla="temperature", val_tpl="{{ value_json.x }}")
    with pytest.raises(BadPayload):
        FAMILY.hear(device, said("a", '{"x": 2'))
    assert values(device, "a", "online") == {}


def test_every_template_of_the_recorded_devices_can_be_used() -> None:
    from tests.devices.recorded.home_assistant_mqtt.samples import announced_devices

    used = 0
    for row in announced_devices():
        for message in row["messages"]:
            component = message["topic"].split("/")[1]
            for key, source in message["payload"].items():
                if key.endswith("template") and component in ("light", "switch", "climate", "cover", "fan", "binary_sensor"):
                    used += 1
                    assert why_not(source) == "", json.dumps(source)
    assert used > 50
