"""Configurations as people get them wrong. Each: a sentence, the text after HOME, and what must be named.

line: in the whole file, whose first LINES lines are HOME. key: the path in the file. right: words the answer must hold.
"""

from dataclasses import dataclass

HOME = """\
home:
  latitude: 52.37
  longitude: 4.90
  time_zone: Europe/Amsterdam
"""
LINES = HOME.count("\n")


@dataclass(frozen=True, slots=True)
class Broken:
    name: str
    text: str
    line: int  # from 1 in ``text``
    key: str
    right: str
    whole: bool = False  # ``text`` is the whole file, without HOME before it

    @property
    def file(self) -> str:
        return self.text if self.whole else HOME + self.text

    @property
    def file_line(self) -> int:
        return self.line if self.whole else LINES + self.line


BROKEN = (
    # the file as a whole
    Broken("an empty file", "", 1, "", "home:", whole=True),
    Broken("only a comment", "# nothing yet\n", 1, "", "home:", whole=True),
    Broken("a list at the top", "- home\n", 1, "", "block of keys", whole=True),
    Broken("a word at the top", "hello\n", 1, "", "block of keys", whole=True),
    Broken("a tab before a key", "storage:\n\tpath: x.db\n", 2, "storage.path", "spaces instead of the tab"),
    Broken("a bracket left open", "learning: {settle: 20\nautonomy: act\n", 2, "learning", "closed"),
    Broken("a quote left open", 'outdoor:\n  x: "y\n', 2, "outdoor.x", "closing quote"),
    Broken("a colon in plain text", "rooms:\n  bath:\n    name: Bath: upstairs\n", 3, "rooms.bath.name", "quotes"),
    Broken("a second document", "autonomy: act\n---\nautonomy: watch\n", 2, "", "one document"),
    Broken("a home twice", "home: {latitude: 1, longitude: 2, time_zone: UTC}\n", 1, "home", "each key once"),
    Broken("a limit twice", "safety:\n  arrival_gap: 1\n  arrival_gap: 2\n", 3, "safety.arrival_gap", "each key once"),
    Broken("a tag of Python's", "storage: !!python/object/apply:os.system [ls]\n", 1, "storage", "!secret"),
    Broken("a tag of Home Assistant's", "rooms: !include rooms.yaml\n", 1, "rooms", "!secret and !env"),
    Broken("merged blocks", "x: &x {a: 1}\nsafety: {<<: *x}\n", 2, "safety", "keys written out"),
    Broken("an alias of nothing", "safety: *gone\n", 1, "safety", "anchor"),
    Broken("a template without quotes", "storage: {path: {{ here }}}\n", 1, "storage.path", "quote"),
    # keys
    Broken("a misspelt section", "storge: {path: x.db}\n", 1, "storge", "storage?"),
    Broken("a section of another program", "zwave: {port: 1}\n", 1, "zwave", "autonomy"),
    Broken(
        "the interface of Home Assistant instead of its address",
        "home_assistant: {url: http://ha.local:8123/api/, token: x}\n",
        1,
        "home_assistant.url",
        "http://ha.local:8123",
    ),
    Broken(
        "a page of Home Assistant",
        "home_assistant: {url: http://ha.local:8123/lovelace/0, token: x}\n",
        1,
        "home_assistant.url",
        "http://ha.local:8123",
    ),
    Broken(
        "a token as in a header",
        "home_assistant: {url: http://ha.local:8123, token: Bearer x}\n",
        1,
        "home_assistant.token",
        "the token alone",
    ),
    Broken("a language without a page", "page: {language: nl-NL}\n", 1, "page.language", "en, de or fr"),
    Broken("a misspelt key", "mqtt: {hots: broker, host: broker}\n", 1, "mqtt.hots", "host?"),
    Broken("a key with a dash", "mqtt: {host: broker, base-topic: x}\n", 1, "mqtt.base-topic", "base_topic?"),
    Broken("no home", "autonomy: act\n", 1, "home", "latitude", whole=True),
    Broken("a home without a zone", "home: {latitude: 1, longitude: 2}\n", 1, "home.time_zone", "Europe/Amsterdam", whole=True),
    Broken(
        "a latitude left empty",
        "home:\n  latitude:\n  longitude: 2\n  time_zone: UTC\n",
        2,
        "home.latitude",
        "52.37",
        whole=True,
    ),
    Broken("no host", "mqtt:\n  port: 1883\n", 1, "mqtt.host", "127.0.0.1"),
    # values
    Broken(
        "too far north", "home: {latitude: 152, longitude: 2, time_zone: UTC}\n", 1, "home.latitude", "-90 to 90", whole=True
    ),
    Broken(
        "too far east", "home: {latitude: 1, longitude: 200, time_zone: UTC}\n", 1, "home.longitude", "-180 to 180", whole=True
    ),
    Broken(
        "a decimal comma", "home: {latitude: '52,4', longitude: 2, time_zone: UTC}\n", 1, "home.latitude", "number", whole=True
    ),
    Broken(
        "no such time zone",
        "home: {latitude: 1, longitude: 2, time_zone: Europe/Amsterdm}\n",
        1,
        "home.time_zone",
        "Europe/Amsterdam?",
        whole=True,
    ),
    Broken("not a number", "home: {latitude: .nan, longitude: 2, time_zone: UTC}\n", 1, "home.latitude", "number", whole=True),
    Broken("a port of 0", "mqtt: {host: broker, port: 0}\n", 1, "mqtt.port", "1 to 65535"),
    Broken("a port too high", "mqtt: {host: broker, port: 70000}\n", 1, "mqtt.port", "1 to 65535"),
    Broken("a port of true", "mqtt: {host: broker, port: true}\n", 1, "mqtt.port", "whole number"),
    Broken("half a port", "mqtt: {host: broker, port: 1883.5}\n", 1, "mqtt.port", "whole number"),
    Broken("a port in the host", "mqtt: {host: 'broker:1883'}\n", 1, "mqtt.host", "127.0.0.1"),
    Broken("a host with its scheme", "mqtt: {host: 'mqtt://broker'}\n", 1, "mqtt.host", "127.0.0.1"),
    Broken("a password of digits", "mqtt: {host: broker, username: u, password: 1234}\n", 1, "mqtt.password", "quotes"),
    Broken("a password for nobody", "mqtt: {host: broker, password: abc}\n", 1, "mqtt.password", "username"),
    Broken("a wildcard as base", "mqtt: {host: broker, base_topic: 'attune/#'}\n", 1, "mqtt.base_topic", "attune"),
    Broken("no such certificate", "mqtt: {host: broker, tls: {ca_file: gone.pem}}\n", 1, "mqtt.tls.ca_file", "path of a file"),
    Broken("tls as a word", "mqtt: {host: broker, tls: on}\n", 1, "mqtt.tls", "ca_file"),
    Broken("an unwritten secret", "mqtt: {host: b, username: u, password: !secret pw}\n", 1, "mqtt.password", "secrets.yaml"),
    Broken("an unset variable", "mqtt: {host: !env ATTUNE_NOWHERE}\n", 1, "mqtt.host", "ATTUNE_NOWHERE"),
    Broken("an address without scheme", "home_assistant: {url: ha.local}\n", 1, "home_assistant.url", "http://"),
    Broken("an unknown autonomy", "autonomy: acts\n", 1, "autonomy", "act?"),
    Broken("autonomy as a switch", "autonomy: true\n", 1, "autonomy", "watch, suggest, act"),
    Broken("yes instead of true", "earn_autonomy: yes\n", 1, "earn_autonomy", "true"),
    Broken("off instead of false", "earn_autonomy: off\n", 1, "earn_autonomy", "false"),
    Broken("settling before it began", "learning: {settle: -1}\n", 1, "learning.settle", "0 to 3600"),
    Broken("seconds with a unit", "learning: {settle: 20s}\n", 1, "learning.settle", "number"),
    Broken("no command at all", "safety: {commands_per_10_seconds: 0}\n", 1, "safety.commands_per_10_seconds", "1 to 1000"),
    Broken("a time without quotes", 'quiet_hours: {from: 22:30, to: "06:30"}\n', 1, "quiet_hours.from", '"22:30"'),
    Broken("a time of one digit", 'quiet_hours: {from: "22:30", to: "6:30"}\n', 1, "quiet_hours.to", "22:30"),
    Broken("a time past midnight", 'quiet_hours: {from: "22:30", to: "24:30"}\n', 1, "quiet_hours.to", "22:30"),
    Broken("quiet hours without an end", 'quiet_hours: {from: "22:30"}\n', 1, "quiet_hours.to", "to:"),
    Broken("a time with seconds", "quiet_hours:\n  from: 22:30:00\n  to: '06:30'\n", 2, "quiet_hours.from", '"22:30"'),
    # people
    Broken("people as a list", "occupants:\n  - ana\n", 1, "occupants", "block of keys"),
    Broken("an id with a space", "occupants:\n  Ana B: {}\n", 2, "occupants.Ana B", "ana_b"),
    Broken(
        "an unknown thing to learn",
        "occupants:\n  ana:\n    learn: [light, heat]\n",
        3,
        "occupants.ana.learn[1]",
        "temperature",
    ),
    Broken("learning as a word", "occupants:\n  ana:\n    learn: light\n", 3, "occupants.ana.learn", "list"),
    Broken("louder than all", "occupants:\n  mia:\n    limits: {volume: 140}\n", 3, "occupants.mia.limits.volume", "0 to 100"),
    Broken("a limit nobody knows", "occupants:\n  mia:\n    limits: {volum: 40}\n", 3, "occupants.mia.limits.volum", "volume?"),
    Broken("presence as a block", "occupants:\n  ana:\n    presence: {topic: a/b}\n", 3, "occupants.ana.presence", "list"),
    Broken("presence as a word", "occupants:\n  ana:\n    presence: [phone]\n", 3, "occupants.ana.presence[0]", "block"),
    Broken("a name of digits", "occupants:\n  ana:\n    name: 7\n", 3, "occupants.ana.name", "quotes"),
    Broken(
        "a source that stays perhaps",
        "occupants:\n  ana:\n    presence:\n      - {espresense: tablet, stays: maybe}\n",
        4,
        "occupants.ana.presence[0].stays",
        "true or false",
    ),
    Broken(
        "a lamp that stays",
        "rooms:\n  study:\n    devices:\n      - {zigbee2mqtt: lamp, stays: true}\n",
        4,
        "rooms.study.devices[0].stays",
        "one of",
    ),
    Broken(
        "a pin in no room",
        "rooms: {study: {}}\noccupants:\n  ana:\n    pinned:\n      - {room: stduy, quantity: power, value: true}\n",
        5,
        "occupants.ana.pinned[0].room",
        "study?",
    ),
    Broken(
        "a pin of no quantity",
        "rooms: {study: {}}\noccupants:\n  ana:\n    pinned:\n      - {room: study, quantity: brightnes, value: 1}\n",
        5,
        "occupants.ana.pinned[0].quantity",
        "brightness?",
    ),
    Broken(
        "a pin in percent",
        "rooms: {study: {}}\noccupants:\n  ana:\n    pinned:\n      - {room: study, quantity: brightness, value: 40}\n",
        5,
        "occupants.ana.pinned[0].value",
        "0.4",
    ),
    Broken(
        "a pin of unknown music",
        "music: {jazz: {playlist: Jazz}}\nrooms: {study: {}}\noccupants:\n  ana:\n    pinned:\n"
        "      - {room: study, quantity: music, value: jaz}\n",
        6,
        "occupants.ana.pinned[0].value",
        "jazz?",
    ),
    Broken(
        "a pin of a device that is in another room",
        "rooms: {study: {devices: [{zigbee2mqtt: desk_lamp}]}}\noccupants:\n  ana:\n    pinned:\n"
        "      - {room: study, device: desk_lmp, quantity: power, value: true}\n",
        5,
        "occupants.ana.pinned[0].device",
        "desk_lamp?",
    ),
    Broken(
        "a pin with half a time",
        "rooms: {study: {}}\noccupants:\n  ana:\n    pinned:\n"
        '      - {room: study, quantity: power, value: true, from: "20:00"}\n',
        5,
        "occupants.ana.pinned[0]",
        "to:",
    ),
    Broken(
        "a pin of a switch as a number",
        "rooms: {study: {}}\noccupants:\n  ana:\n    pinned:\n      - {room: study, quantity: power, value: 1}\n",
        5,
        "occupants.ana.pinned[0].value",
        "true (on)",
    ),
    # rooms
    Broken("a room called not_home", "rooms:\n  not_home: {}\n", 2, "rooms.not_home", "another name"),
    Broken("a room with capitals", "rooms:\n  LivingRoom: {}\n", 2, "rooms.LivingRoom", "livingroom"),
    Broken("an owner nobody knows", "occupants: {anna: {}}\nrooms:\n  bath: {owner: ana}\n", 3, "rooms.bath.owner", "anna?"),
    Broken("shared by no owner", "rooms:\n  bath:\n    sharing: {light: owner}\n", 3, "rooms.bath.sharing.light", "owner:"),
    Broken("an unknown way to share", "rooms:\n  bath:\n    sharing: {light: meen}\n", 3, "rooms.bath.sharing.light", "mean"),
    Broken(
        "sharing of heat",
        "rooms:\n  bath:\n    sharing: {temprature: mean}\n",
        3,
        "rooms.bath.sharing.temprature",
        "temperature?",
    ),
    Broken(
        "light: false when empty", "rooms:\n  bath:\n    when_empty: {light: false}\n", 3, "rooms.bath.when_empty.light", "off"
    ),
    Broken("music off when empty", "rooms:\n  bath:\n    when_empty: {music: off}\n", 3, "rooms.bath.when_empty.music", "stop"),
    Broken(
        "a frozen room",
        "rooms:\n  bath:\n    when_empty: {temperature: 5}\n",
        3,
        "rooms.bath.when_empty.temperature",
        "7 to 28",
    ),
    Broken(
        "emptied in the past", "rooms:\n  bath:\n    when_empty: {after: -5}\n", 3, "rooms.bath.when_empty.after", "0 to 86400"
    ),
    Broken(
        "limits upside down",
        "rooms:\n  bath:\n    limits: {temperature: [24, 16]}\n",
        3,
        "rooms.bath.limits.temperature",
        "[16, 24]",
    ),
    Broken(
        "limits that widen",
        "rooms:\n  bath:\n    limits: {temperature: [5, 35]}\n",
        3,
        "rooms.bath.limits.temperature",
        "7 to 28",
    ),
    Broken(
        "a single limit", "rooms:\n  bath:\n    limits: {temperature: 24}\n", 3, "rooms.bath.limits.temperature", "[16, 24]"
    ),
    Broken("devices as a block", "rooms:\n  bath:\n    devices: {zigbee2mqtt: x}\n", 3, "rooms.bath.devices", "list"),
    Broken("a device left empty", "rooms:\n  bath:\n    devices:\n      -\n", 4, "rooms.bath.devices[0]", "block"),
    Broken("an empty device", "rooms:\n  bath:\n    devices: [{}]\n", 3, "rooms.bath.devices[0]", "one of"),
    Broken(
        "an unknown family",
        "rooms:\n  bath:\n    devices:\n      - {zigbe2mqtt: lamp}\n",
        4,
        "rooms.bath.devices[0].zigbe2mqtt",
        "zigbee2mqtt?",
    ),
    Broken(
        "two families at once",
        "rooms:\n  bath:\n    devices:\n      - {zigbee2mqtt: lamp, home_assistant: light.lamp}\n",
        4,
        "rooms.bath.devices[0].home_assistant",
        "one of them",
    ),
    Broken(
        "not an entity",
        "rooms:\n  bath:\n    devices:\n      - {home_assistant: lamp}\n",
        4,
        "rooms.bath.devices[0].home_assistant",
        "light.",
    ),
    Broken(
        "a device of digits",
        "rooms:\n  bath:\n    devices:\n      - {zigbee2mqtt: 7}\n",
        4,
        "rooms.bath.devices[0].zigbee2mqtt",
        "quotes",
    ),
    Broken(
        "a lamp as a lock",
        "rooms:\n  bath:\n    devices:\n      - {zigbee2mqtt: x, as: lock}\n",
        4,
        "rooms.bath.devices[0].as",
        "switch",
    ),
    Broken(
        "a misspelt option",
        "rooms:\n  bath:\n    devices:\n      - {zigbee2mqtt: x, nmae: y}\n",
        4,
        "rooms.bath.devices[0].nmae",
        "name?",
    ),
    Broken(
        "one id for two",
        "rooms:\n  bath:\n    devices:\n      - {zigbee2mqtt: x}\n      - {home_assistant: light.x, id: x}\n",
        5,
        "rooms.bath.devices[1]",
        "id:",
    ),
    Broken(
        "presence as a device",
        "rooms:\n  bath:\n    devices:\n      - {espresense: x}\n",
        4,
        "rooms.bath.devices[0].espresense",
        "zigbee2mqtt",
    ),
    Broken(
        "a topic without an id",
        "rooms:\n  bath:\n    devices:\n      - topic: {state: a/b}\n",
        4,
        "rooms.bath.devices[0].topic",
        "id:",
    ),
    Broken("a wildcard topic", "outdoor:\n  temperature: {topic: 'home/#'}\n", 2, "outdoor.temperature.topic", "topic"),
    Broken(
        "a quantity nobody knows",
        "rooms:\n  bath:\n    devices:\n      - topic:\n          id: x\n          state: a/b\n          quantities:\n"
        "            brightness: {key: level}\n            brigtness: {key: level}\n",
        9,
        "rooms.bath.devices[0].topic.quantities.brigtness",
        "brightness?",
    ),
    Broken(
        "an account of two people",
        "occupants:\n  ana: {home_assistant_user: abc123}\n  ben: {home_assistant_user: abc123}\n",
        3,
        "occupants.ben.home_assistant_user",
        "their own",
    ),
    Broken(
        "an account by its name",
        "occupants:\n  ana: {home_assistant_user: Ana Smith}\n",
        2,
        "occupants.ana.home_assistant_user",
        "its id",
    ),
    # music and families
    Broken("two things to play", "music:\n  calm: {playlist: a, url: 'http://b'}\n", 2, "music.calm", "exactly one"),
    Broken("nothing to play", "music:\n  calm: {}\n", 2, "music.calm", "exactly one"),
    Broken("an unknown thing to play", "music:\n  calm: {plylist: a}\n", 2, "music.calm.plylist", "playlist?"),
    Broken("a tune as a word", "music:\n  calm: Calm evening\n", 2, "music.calm", "{playlist: Jazz}"),
    Broken("music called silence", "music:\n  silence: {playlist: a}\n", 2, "music.silence", "another name"),
    Broken("music called other_music", "music:\n  other_music: {playlist: a}\n", 2, "music.other_music", "another name"),
    Broken("radio without address", "music:\n  radio: {url: radio}\n", 2, "music.radio.url", "http://"),
    Broken("settings of no family", "families: {zigbe2mqtt: {base_topic: z}}\n", 1, "families.zigbe2mqtt", "zigbee2mqtt?"),
    Broken("families without a topic", "families: {zigbee2mqtt: {}}\n", 1, "families.zigbee2mqtt.base_topic", "base_topic:"),
)
