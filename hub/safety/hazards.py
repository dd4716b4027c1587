"""Things the hub must never move, whatever it is told they are: by role, by their family's word, and by their name.

A switch is judged by its name, for a relay does not know what hangs on it. A word counts whole ("outdoor" is no door, "theater"
no heater), in languages common in Europe, accents left out. Wrong here means a plug left alone, and the words say why.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from devices.vocabulary import LIT, Device, Role, Trait
from models.kind import kinds

from ..decision import said

# What the hub may command at all, by role: what the kinds say they move. The power of a thermostat, a player or a fan is no
# light's switch: theirs stay with people.
MOVED: Mapping[Role, frozenset[str]] = {
    role: frozenset(kind.name for kind in kinds().values() if role in kind.moves)
    | (frozenset({"hvac_mode"}) if role is Role.CLIMATE else frozenset())
    for role in {role for kind in kinds().values() for role in kind.moves}
}

# Patterns over a name in small letters without accents; each stands alone; _ is a space.
_HOT = """
    heat(?:ing|ed)? [a-z]*(?<!t)heaters? (?:heiz|lufterhitz)[a-z]* [a-z]*(?:heizung|heizer) warmestrahler
    radiat(?:or|eur|ore)[a-z]* radiador(?:es)? chauffage chauffe[a-z]* (?:water|gas|elektrische)?kachels? verwarming
    calentador[a-z]* calefac[a-z]* aquecedor[a-z]* riscaldament[oi] stuf[ae] estufas? grzejnik[a-z]* topeni varmare
    varmeovn varme[a-z]* lammitin lammitys kiuas saunas? infrarot[a-z]* [a-z]*(?<![whtrec])ovens? [a-z]*ofen
    fours?(?:_(?:a|electrique|micro)[a-z]*)|(?:le|mini|micro)_?-?four hornos? forn[oi] fornuis piekarnik trouba ugn ovn
    uuni spis liesi stoves? [a-z]*(?<!p)herd cook(?:er|top)s? hobs? plaques? kookplaat cuisiniere grill[a-z]*
    (?:air_?)?fryers? friteuse toasters? tostadora microwaves? mikrowelle magnetron [a-z]*kettles? [a-z]*kocher
    waterkoker bouilloire hervidor bollitore chaleira czajnik konvice vattenkokare vannkoker elkedel vedenkeitin irons?
    ironing bugeleisen strijkijzer plancha ferro zelazko zehlicka strykjarn strygejern [a-z]*boilers? caldaia caldera
    kotel bojler durchlauferhitzer furnace burner brenner
"""
_LOUD = """
    alarms? [a-z]*alarm alarme[sn]? alarma allarme halytys siren(?:e|en|a|s)? syrena smoke buzzers?
"""
_WET = """
    [a-z]*valves? [a-z]*ventile? vannes? valvul[ae]s? valvol[ae] klep kraan zawor zaver sprinklers? irrigation
    irrigazione riego arrosage bewasser[a-z]* beregening [a-z]*pumps? [a-z]*pumpen? [a-z]*pomp pomp[ae] pompes? bomba
    cerpadlo pumppu dish_?washers? wash(?:er|ing_machine) [a-z]*waschmaschine wasmachine lavadora lavatrice
    lave_?-?(?:linge|vaisselle) pralka tvattmaskin vaskemaskin[e]? pyykinpesukone geschirrspuler dryers? [a-z]*trockner
    droger seche_?-?linge secadora jacuzzi whirlpool gas
"""
_LOCKS = """
    [a-z]*(?<![cbf])locks? turschloss schloss slot serrures? cerradura serratura fechadura zamek laas lukko
    (?:[a-z]*door|tur|tor|roll)opener [a-z]*offner (?:door|gate|garage)_opener buzz(?:er)?_door
"""
_KEPT = """
    fridges? refrigerators? freezers? gefrier[a-z]* (?:kuhl|kuehl)schrank koelkast vriezer frigo refrigerateur
    congelateur nevera frigorifico congelador frigorifero lodowka kylskap medical oxygen cpap ventilator_heater
    (?:ev|car|wall)?_?chargers? wallbox ladestation laadpaal elevator lift stairlift treppenlift
"""
# Places and surroundings as well as things: a lamp there is a lamp.
_PLACES = """
    [a-z]*(?<!in)(?<!out)doors? (?:haus|garagen)?tur tuer (?:voor|achter|schuif)?deur portes? puertas?
    port[ae] drzwi dvere dorr dor ovi gates? (?:garagen|hof|einfahrts)?tor poort portail portao porton cancello brama
    brana garages? garaje garaz aquariums? acquario akwarium terrariums? pools? water
"""
# A thermostat's business is a room: its valve, its pump and its radiator are welcome, these are not.
_NO_ROOM = """
    saunas? kiuas [a-z]*ofen ovens? water warmwater [a-z]*kettles? pools? jacuzzi whirlpool aquariums? terrariums? fridges?
    refrigerators? freezers? gefrier[a-z]* irons? [a-z]*fryers? incubator
"""
_LAMPS = """
    [a-z]*lamp[a-z]* [a-z]*lights? lighting [a-z]*licht [a-z]*leuchten? luz luces luce luci lumieres? swiatlo svetlo valo ljus
    lys bulbs? spots? leds? (?:led_?)?strips? lanterns? chandelier
"""
# Of what opens and shuts by motor: these keep rain, wind or people out.
_OUTSIDE = """
    awnings? markisen? markise[sr]? zonneschermen zonnescherm stores?_bannes? toldos? markiz[ay] markyz[ay] markiisit? luifels?
    tend[ae]_da_sole pergolas? skylights? roofs? dach dak toit techo tetto dachfenster dakraam velux
"""
_WINDOWS = """
    windows? [a-z]*fenster ramen raam fenetres? ventanas? janelas? finestr[ae] okn[ao] ikkunat? vindu(?:er)? vinduet fonster
"""
_SHADES = """
    [a-z]*blinds? [a-z]*shades? [a-z]*curtains? [a-z]*shutters? drapes? [a-z]*rollos? [a-z]*jalousien? [a-z]*rolll?ad(?:en)
    plissees? [a-z]*vorhang [a-z]*vorhange gardinen? rolgordijn(?:en)? [a-z]*gordijn(?:en)? rolluik(?:en)? jaloezie(?:en)?
    lamellen volets? rideaux? rideau persianas? cortinas? estores? tapparell[ae] tend[ae] zaluzie rolety? zaslon[ay] verhot?
    rullgardin(?:er)? persienn(?:e|er)? gardin(?:er)? screens? stores?
"""


def _whole(words: str) -> re.Pattern[str]:
    patterns = "|".join(word.replace("_", " ") for word in words.split())
    return re.compile(rf"(?<![a-z])(?:{patterns})(?![a-z])")


_THINGS = tuple(_whole(words) for words in (_HOT, _LOUD, _WET, _LOCKS, _KEPT))
_AROUND, _NEVER_HEATED, _LAMP = _whole(_PLACES), _whole(_NO_ROOM), _whole(_LAMPS)
_STORMED, _WINDOW, _SHADE = _whole(_OUTSIDE), _whole(_WINDOWS), _whole(_SHADES)
# Words that hold one of the above and mean none of it.
_HARMLESS = re.compile(r"child[ -]?lock|key ?lock|alarm clock|usb charger|heat ?sink|water ?proof|home theat(?:er|re)")
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ı": "i", "å": "aa"})
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
    if trait.quantity == "cooling_setpoint" and not device.cools:
        return said("the hub cools only with what is as: cooling")
    named = named_hazard(f"{device.name} . {device.id} . {trait.name}", device.role, is_dimmed=_is_dimmed(device))
    return f"its name says {named!r}: such things are never switched" if named else ""


@lru_cache(maxsize=1024)
def named_hazard(name: str, role: Role = Role.SWITCH, is_dimmed: bool = False) -> str:
    """The word of the name that keeps the hub away from it, or an empty string."""
    plain = _HARMLESS.sub(" ", _plain(name))
    if role is Role.PLAYER:
        return _found(_THINGS[1], plain)
    if role is Role.CLIMATE:
        return _found(_NEVER_HEATED, plain)
    if role is Role.COVER:
        return _moved_by_motor(plain)
    if role is Role.LIGHT and (is_dimmed or _LAMP.search(plain)):
        return ""  # it shines: "oven lamp", "garage" with a dimmer
    thing = next((found for pattern in _THINGS if (found := _found(pattern, plain))), "")
    if thing or role is Role.LIGHT or _LAMP.search(plain):
        return thing  # an on/off light called after its place is a light there
    return _found(_AROUND, plain)


def _moved_by_motor(plain: str) -> str:
    """A blind at a window or a balcony door is a blind; without such a word it may be the window or the door itself."""
    never = next((found for pattern in (*_THINGS, _STORMED) if (found := _found(pattern, plain))), "")
    if never or _SHADE.search(plain):
        return never
    return _found(_AROUND, plain) or _found(_WINDOW, plain)


def _is_dimmed(device: Device) -> bool:
    return any(t.quantity in LIT and t.settable for t in device.traits.values())


def _found(pattern: re.Pattern[str], plain: str) -> str:
    found = pattern.search(plain)
    return "" if found is None else found[0].strip()


def _plain(name: str) -> str:
    """Small letters, no accents, words apart: "Kühlschrank_2", "frontDoor" → "kuhlschrank 2", "front door"."""
    cut = name[:_LONG] + " . " + name[-_LONG:] if len(name) > 2 * _LONG else name
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", cut)
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", unicodedata.normalize("NFC", apart).casefold().translate(_FOLDED))
        if not unicodedata.combining(c)
    )
    return re.sub(r"[^a-z.]+", " ", bare)
