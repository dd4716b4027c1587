"""What a name gives away, in the languages of Europe; and which names only look like it."""

from dataclasses import replace

import pytest

from devices.vocabulary import Role
from hub.safety.hazards import hazard_of, named_hazard

from ..rails_home import LAMP, LIGHT, VALVE, device

DANGEROUS = """
Space heater|Heizlüfter|Heizung Bad|Fan heater plug|Radiator plug|Radiateur salon|Chauffage|Kachel|Oven|Backofen|Pizzaofen
Stove|Herd|Elektroherd|Cooker|Fornuis|Kettle|Wasserkocher|Waterkoker|Bouilloire|Boiler|Iron|Bügeleisen|Ironing board|Lock
Front door lock|doorlock|SmartLock|Alarm|Rauchalarm|Siren|Sirene|Main valve|Ventil|Klep|Pump|Sump pump|Heat pump|pool_pump
Garage|Garage door|frontDoor|frontdoor|Front door|Voordeur|Haustür|Tür|Porte d'entrée|Gate|Tor|Poort|Puerta|Horno|Cerradura
Calentador|Forno|Caldaia|Pompa|Serratura|Piekarnik|Drzwi|Zamek|Żelazko|Czajnik|Ugn|Vattenkokare|Lås|Dør|Uuni|Lukko|Kiuas
Freezer|Kühlschrank|Koelkast|Aquarium|Sauna|EV charger|Washing machine|Waschmaschine|Dryer|Air fryer|Toaster|Microwave
Heat lamp|Oven lamp|Sprinkler|Gas|Water|Heated blanket|Four électrique|Mini four|Steckdose_Heizung|WATERHEATER|Chauffe-eau
oven_plug|Garagentor|Türöffner|Gate opener|bath heater 2|Patio-Heater|Stufa|Estufa|Trouba|Topení|Čerpadlo|Brána|KETTLE_01
"""
HARMLESS = """
Outdoor lamp|Indoor plug|outdoor_plug|Home theater|Home Theatre amplifier|Clock|Block lamp|Floor lamp|Garage light|Door light
Water feature light|Beethoven|Woven basket lamp|Shepherd|Plug four|Reading lamp|Christmas tree|TV|Coffee table lamp|Fairy lights
Salon|Küche Licht|Nachttischlampe|Pumpkin|Environment|Ventilator|Fan|Stehlampe|Lampe de chevet|Guirlande|Lampada studio|Cocina
Deckenstrahler|USB port 3|Doorbell|Amplifier|Desk|Bathroom|Living room|lamp_1|Often|Gateway|Iridium|Waterlily|Lockers|Flock
plug 2|Alarm clock|0x00158d0001|Sideboard|Bookcase|Window star|Subwoofer|Record player|Projector|Monitor|Child lock lamp
"""


def _names(text: str) -> list[str]:
    return [name for line in text.split("\n") for name in line.split("|") if name]


@pytest.mark.parametrize("name", _names(DANGEROUS))
def test_a_plug_of_that_name_is_left_alone(name: str) -> None:
    assert named_hazard(name)


@pytest.mark.parametrize("name", _names(HARMLESS))
def test_a_plug_of_that_name_may_be_switched(name: str) -> None:
    assert named_hazard(name) == ""


@pytest.mark.parametrize("name", ["Living radiator valve", "Thermostatventil", "Heizung Bad", "Heat pump", "Bedroom TRV"])
def test_heating_may_be_called_heating(name: str) -> None:
    assert named_hazard(name, Role.CLIMATE) == ""


@pytest.mark.parametrize("name", ["Sauna", "Pool heater", "Backofen", "Aquarium", "Water heater", "Freezer"])
def test_what_heats_no_room_is_no_heating(name: str) -> None:
    assert named_hazard(name, Role.CLIMATE)


def test_a_light_is_a_light_wherever_it_hangs() -> None:
    assert named_hazard("Garage", Role.LIGHT) == ""
    assert named_hazard("Oven light", Role.LIGHT) == ""
    assert named_hazard("Oven", Role.LIGHT, is_dimmed=True) == ""
    assert hazard_of(device("oven", Role.LIGHT, *LIGHT), LAMP.traits["power"]) == ""


def test_a_relay_that_calls_itself_a_light_is_judged_by_its_name() -> None:
    assert named_hazard("Oven", Role.LIGHT)
    assert hazard_of(device("garage door opener", Role.LIGHT, "power"), LAMP.traits["power"])


def test_a_player_is_no_siren() -> None:
    assert named_hazard("Siren", Role.PLAYER)
    assert named_hazard("Kitchen oven radio", Role.PLAYER) == ""


def test_a_trait_or_an_id_can_give_it_away_too() -> None:
    assert hazard_of(replace(device("relay", Role.SWITCH, "power"), name="Box"), LAMP.traits["power"]) == ""
    assert hazard_of(replace(device("pump_relay", Role.SWITCH, "power"), name="Box"), LAMP.traits["power"])


def test_the_lamp_and_the_valve_of_the_tests_are_harmless() -> None:
    assert hazard_of(LAMP, LAMP.traits["brightness"]) == hazard_of(VALVE, VALVE.traits["setpoint"]) == ""


@pytest.mark.parametrize("name", ["", "a" * 100_000, "\ud800\x00\u202e", "🔥" * 50, "ab " * 50_000, "\n", "oven" + "x" * 1000])
def test_no_name_is_too_odd(name: str) -> None:
    assert named_hazard(name) == ""


def test_a_word_at_the_end_of_an_endless_name_is_seen() -> None:
    assert named_hazard("x " * 5000 + "heater")


@pytest.mark.parametrize(
    "name",
    ["Living blind", "Bedroom window blind", "Balcony door shutter", "Rollladen Küche", "Rolluik slaapkamer", "Vorhang",
     "Volet salon", "Persiana dormitorio", "Tapparella", "curtain_left", "Roleta Markéta", "0x00158d0001"],
)  # fmt: skip
def test_a_blind_may_be_moved(name: str) -> None:
    assert named_hazard(name, Role.COVER) == ""


@pytest.mark.parametrize(
    "name",
    ["Garage door", "Garagentor", "Front gate", "Poort", "Window kitchen", "Dachfenster", "Fenster Bad", "Markise Terrasse",
     "Awning", "Zonnescherm", "Velux blind", "Toldo", "Porte", "Brama", "Roof window shade", "Sliding door", "valve"],
)  # fmt: skip
def test_what_keeps_people_rain_or_wind_out_is_never_moved(name: str) -> None:
    assert named_hazard(name, Role.COVER)
