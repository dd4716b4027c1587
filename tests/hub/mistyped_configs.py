"""Configurations with the slips of who types by hand: a space, a mark or a sign too few or another. As BROKEN has it."""

from .broken_configs import Broken

PERSON = "occupants:\n  ana:\n    presence:\n"
LAMPS = "rooms:\n  bath:\n    devices:\n"
MISTYPED = (
    Broken("no space behind a colon", "autonomy:act\n", 1, "home", "behind autonomy"),
    Broken("no space behind a colon inside", "rooms:\n  bath:\n    name:Bath\n", 2, "rooms.bath", "the colon of name:"),
    Broken(
        "no space in braces", f"{LAMPS}      - {{zigbee2mqtt:lamp}}\n", 4, "rooms.bath.devices[0].zigbee2mqtt:lamp", "the colon"
    ),
    Broken("no space behind a dash", f"{LAMPS}      -{{zigbee2mqtt: lamp}}\n", 3, "rooms.bath.devices", "behind each dash"),
    Broken("an equals sign", "autonomy = act\n", 1, "home", "behind autonomy"),
    Broken("a colon of another script", "autonomy\uff1a act\n", 1, "home", "a plain :"),
    Broken("a semicolon", "learning: {settle: 20; correction_window: 9}\n", 1, "learning", "a plain ,"),
    Broken(
        "a space that does not break", "rooms:\n  bath:\n\u00a0   name: Bath\n", 3, "\u00a0   name", "plain spaces before name"
    ),
    Broken(
        "a decimal comma in braces",
        "rooms:\n  bath:\n    when_empty: {temperature: 17,5}\n",
        3,
        "rooms.bath.when_empty.5",
        "17.5",
    ),
    Broken(
        "a decimal comma", "home: {latitude: '52,37', longitude: 2, time_zone: UTC}\n", 1, "home.latitude", "52.37", whole=True
    ),
    Broken("a percent sign", "rooms:\n  bath:\n    limits: {volume: 50%}\n", 3, "rooms.bath.limits.volume", "50, a number"),
    Broken("degrees", "home: {latitude: 52.37°, longitude: 2, time_zone: UTC}\n", 1, "home.latitude", "52.37", whole=True),
    Broken("an unknown key without a value", "rooms:\n  bath:\n    ownr:\n", 3, "rooms.bath.ownr", "owner?"),
    Broken("a host and its port", "mqtt:\n  host: broker:1883\n", 2, "mqtt.host", "port: 1883 below it"),
    Broken("a password with an at", "mqtt: {host: b, username: u}\nx: @abc\n", 2, "x", "begins with @"),
    Broken(
        "a password with a bang", "mqtt:\n  host: b\n  username: u\n  password: !abc\n", 4, "mqtt.password", "begins with !"
    ),
    Broken("a bare device", f"{LAMPS}      - lamp\n", 4, "rooms.bath.devices[0]", "{zigbee2mqtt: lamp}"),
    Broken("a bare entity", f"{LAMPS}      - light.bath\n", 4, "rooms.bath.devices[0]", "{home_assistant: light.bath}"),
    Broken("a bare family and name", f"{LAMPS}      - wled:wled/hall\n", 4, "rooms.bath.devices[0]", "{wled: wled/hall}"),
    Broken(
        "a bare topic", f"{PERSON}      - home/presence/ana\n", 4, "occupants.ana.presence[0]", "{topic: home/presence/ana}"
    ),
    Broken("quotes in quotes", f"{PERSON}      - {{topic: '\"a/b\"'}}\n", 4, "occupants.ana.presence[0].topic", "topic: a/b"),
    Broken(
        "a setpoint in Fahrenheit",
        "rooms: {bath: {}}\noccupants:\n  ana:\n    pinned:\n      - {room: bath, quantity: setpoint, value: 70}\n",
        5,
        "occupants.ana.pinned[0].value",
        "if that is °F: 21.1",
    ),
)
