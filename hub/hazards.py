"""Things the hub must never move, whatever it is told they are: by role, by their family's word, and by their name.

A switch is judged by its name, for a relay does not know what hangs on it. A word counts whole ("outdoor" is no door, "theater"
no heater), in languages common in Europe, accents left out. Wrong here means a plug left alone, and the words say why.
"""

import re
import unicodedata
from collections.abc import Mapping

from devices.vocabulary import Device, Role, Trait

MOVED: Mapping[Role, frozenset[str]] = {  # what the hub may command at all, by role
    Role.LIGHT: frozenset({"power", "brightness", "colour_temperature"}),
    Role.SWITCH: frozenset({"power"}),
    Role.CLIMATE: frozenset({"power", "setpoint", "hvac_mode"}),
    Role.PLAYER: frozenset({"power", "music", "volume"}),
}

# Patterns over a name in small letters without accents; each stands alone, up to an ending.
_HOT = (
    r"heat(?:ing|ed)?", r"(?:[a-z]*[^t])?heaters?", r"(?:heiz|lufterhitz)[a-z]*", r"[a-z]*(?:heizung|heizer|strahler)",
    r"radiat(?:or|eur|ore)[a-z]*", r"radiador(?:es)?", r"chauffage", r"chauffe[a-z]*", r"(?:water|gas|elektrische)?kachels?",
    r"verwarming", r"calentador[a-z]*", r"calefac[a-z]*", r"aquecedor[a-z]*", r"riscaldament[oi]", r"stuf[ae]", r"estufas?",
    r"grzejnik[a-z]*", r"topeni", r"varmare|varmeovn|varme[a-z]*", r"lammitin|lammitys", r"kiuas", r"saunas?", r"infrarot[a-z]*",
    r"(?:[a-z]*[^whtrec])?ovens?|coffeeoven", r"[a-z]*ofen", r"fours?(?: (?:a|electrique|micro)[a-z]*)|(?:le|mini|micro) ?-?four",
    r"hornos?", r"forn[oi]", r"fornuis", r"piekarnik", r"trouba", r"ugn", r"ovn", r"uuni", r"spis", r"liesi",
    r"stoves?", r"(?:[a-z]*[^p])?herd", r"cook(?:er|top)s?", r"hobs?", r"plaques?", r"kookplaat", r"cocina", r"cuisiniere",
    r"grill[a-z]*", r"(?:air ?)?fryers?", r"friteuse", r"toasters?", r"tostadora", r"microwaves?", r"mikrowelle", r"magnetron",
    r"[a-z]*kettles?", r"[a-z]*kocher", r"waterkoker", r"bouilloire", r"hervidor", r"bollitore", r"chaleira", r"czajnik",
    r"konvice", r"vattenkokare", r"vannkoker", r"elkedel", r"vedenkeitin",
    r"irons?|ironing", r"bugeleisen", r"strijkijzer", r"plancha", r"ferro", r"zelazko", r"zehlicka", r"strykjarn", r"strygejern",
    r"[a-z]*boilers?", r"caldaia", r"caldera", r"kotel", r"bojler", r"durchlauferhitzer", r"furnace", r"burner", r"brenner",
)  # fmt: skip
_LOUD = (r"alarms?", r"[a-z]*alarm", r"alarme[sn]?", r"alarma", r"allarme", r"halytys", r"siren(?:e|en|a|s)?", r"syrena", r"smoke",
         r"buzzers?")  # fmt: skip
_WET = (
    r"[a-z]*valves?", r"[a-z]*ventile?", r"vannes?", r"valvul[ae]s?", r"valvol[ae]", r"klep", r"kraan", r"zawor", r"zaver",
    r"sprinklers?", r"irrigation", r"irrigazione", r"riego", r"arrosage", r"bewasser[a-z]*", r"beregening",
    r"[a-z]*pumps?", r"[a-z]*pumpen?", r"[a-z]*pomp", r"pomp[ae]", r"pompes?", r"bomba", r"cerpadlo", r"pumppu",
    r"dish ?washers?", r"wash(?:er|ing machine)", r"[a-z]*waschmaschine", r"wasmachine", r"lavadora", r"lavatrice",
    r"lave ?-?(?:linge|vaisselle)", r"pralka", r"tvattmaskin", r"vaskemaskin[e]?", r"pyykinpesukone", r"geschirrspuler",
    r"dryers?", r"[a-z]*trockner", r"droger", r"seche ?-?linge", r"secadora", r"jacuzzi", r"whirlpool", r"gas",
)  # fmt: skip
_LOCKS = (
    r"(?:[a-z]*[^cbf])?locks?", r"turschloss|schloss", r"slot", r"serrures?", r"cerradura", r"serratura", r"fechadura", r"zamek",
    r"las", r"lukko", r"(?:[a-z]*door|tur|tor|roll)opener", r"[a-z]*offner", r"(?:door|gate|garage) opener", r"buzz(?:er)? door",
)  # fmt: skip
_KEPT = (
    r"fridges?", r"refrigerators?", r"freezers?", r"gefrier[a-z]*", r"(?:kuhl|kuehl)schrank", r"koelkast", r"vriezer", r"frigo",
    r"refrigerateur", r"congelateur", r"nevera", r"frigorifico", r"congelador", r"frigorifero", r"lodowka", r"kylskap",
    r"medical", r"oxygen", r"cpap", r"ventilator heater", r"(?:ev|car|wall)? ?chargers?", r"wallbox", r"ladestation", r"laadpaal",
    r"elevator", r"lift", r"stairlift", r"treppenlift",
)  # fmt: skip
# Places and surroundings as well as things: a lamp there is a lamp.
_PLACES = (
    r"(?:[a-z]*[^nt])?doors?", r"(?:[a-z]*[^a-z])?(?:haus|garagen)?tur", r"tuer", r"(?:voor|achter|schuif)?deur", r"portes?",
    r"puertas?", r"port[ae]", r"drzwi", r"dvere", r"dorr", r"dor", r"ovi", r"gates?", r"(?:garagen|hof|einfahrts)?tor", r"poort",
    r"portail", r"portao", r"porton", r"cancello", r"brama", r"brana", r"port", r"garages?", r"garaje", r"garaz", r"aquariums?",
    r"acquario", r"akwarium", r"terrariums?", r"pools?", r"water",
)  # fmt: skip


def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])")


_THINGS = tuple(_whole(words) for words in (_HOT, _LOUD, _WET, _LOCKS, _KEPT))
_AROUND = _whole(_PLACES)
_NEVER_HEATED = _whole((*_WET, *_KEPT, r"saunas?", r"kiuas", r"[a-z]*ofen", r"ovens?", r"water", r"[a-z]*boilers?", r"[a-z]*kettles?",
                        r"pools?", r"aquariums?", r"terrariums?"))  # fmt: skip
_LAMP = _whole((r"[a-z]*lamp[a-z]*", r"[a-z]*lights?", r"lighting", r"[a-z]*licht", r"[a-z]*leuchten?", r"lampada", r"luz|luces",
                r"luci|luce", r"lumieres?", r"swiatlo", r"svetlo", r"valo", r"ljus", r"lys", r"bulbs?", r"spots?", r"leds?",
                r"(?:led ?)?strips?", r"lanterns?", r"chandelier"))  # fmt: skip
# Words that hold one of the above and mean none of it.
_HARMLESS = re.compile(r"child[ -]?lock|key ?lock|alarm clock|usb charger|heat ?sink|water ?proof|home theat(?:er|re)")
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ı": "i"})
_LONG = 200  # of a name; what is longer was not written by a resident


def hazard_of(device: Device, trait: Trait) -> str:
    """Why this trait of this device must not be commanded, as half a sentence, or an empty string."""
    if device.hazard:
        return device.hazard
    if device.refused:
        return device.refused
    moved = MOVED.get(device.role)
    if moved is None:
        return f"a {device.role.value} is not for the hub to move"
    if trait.quantity not in moved:
        return f"{trait.quantity.replace('_', ' ')} of a {device.role.value} is not for the hub to move"
    named = named_hazard(f"{device.name} . {device.id} . {trait.name}", device.role, is_dimmed=_is_dimmed(device))
    return f"its name says {named!r}: such things are never switched" if named else ""


def named_hazard(name: str, role: Role = Role.SWITCH, is_dimmed: bool = False) -> str:
    """The word of the name that keeps the hub away from it, or an empty string."""
    plain = _HARMLESS.sub(" ", _plain(name))
    if role is Role.PLAYER:
        return _found(_THINGS[1], plain)
    if role is Role.CLIMATE:
        return _found(_NEVER_HEATED, plain)
    if role is Role.LIGHT and (is_dimmed or _LAMP.search(plain)):
        return ""  # it shines: "oven lamp", "garage" with a dimmer
    thing = next((found for pattern in _THINGS if (found := _found(pattern, plain))), "")
    if thing or role is Role.LIGHT or _LAMP.search(plain):
        return thing  # an on/off light called after its place is a light there
    return _found(_AROUND, plain)


def _is_dimmed(device: Device) -> bool:
    return any(t.quantity in ("brightness", "colour_temperature") and t.settable for t in device.traits.values())


def _found(pattern: re.Pattern[str], plain: str) -> str:
    found = pattern.search(plain)
    return "" if found is None else found[0].strip()


def _plain(name: str) -> str:
    """Small letters, no accents, words apart: "Kühlschrank_2", "frontDoor" → "kuhlschrank 2", "front door"."""
    cut = name[:_LONG] + " . " + name[-_LONG:] if len(name) > 2 * _LONG else name
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", cut)
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart.casefold().translate(_FOLDED)) if not unicodedata.combining(c))
    return re.sub(r"[^a-z.]+", " ", bare)
