"""Snapcast: what its server answers, which requests a wish is, and the link against a real Snapserver with a real client."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.command import Command
from devices.errors import BadCommand
from devices.event import Reported
from devices.families.snapcast import FAMILY, Place, Room, clients_of, events, place_of, requests, room_of, wish_of
from devices.links import jsonrpc
from devices.links import snapcast as link_file
from devices.links.snapcast import SnapcastLink
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Moment, Reference, Settings
from hub.links.players import ask

from ..mosquitto import HOST
from ..snapserver import Snapserver
from .hearing import Heard, clock

NOW = Moment(datetime(2026, 3, 4, 19, 0, tzinfo=UTC), 1000.0)
HOME = Settings(music={"calm": {"source": "Calm"}, "jazz": {"source": "Jazz"}, "radio": {"url": "http://radio.example/stream"}})
ROOM = Room("Kitchen", True, 40, False, "g1", False, 0, "Calm", False, ("Calm", "Jazz"))


def make_reference(name: str = "Kitchen", **options: object) -> Reference:
    return Reference("snapcast", name, DeviceId("player"), options)


def make_player(server: str = "127.0.0.1:1705", name: str = "Kitchen", home: Settings = HOME) -> Device:
    device = FAMILY.from_reference(make_reference(name, server=server), home)
    assert device is not None
    return device


def make_command(**values: float | bool | str) -> Command:
    return Command(DeviceId("player"), values)


def make_client(identity: str, name: str = "", host: str = "", mac: str = "", **volume: object) -> dict[str, Any]:
    return {
        "config": {"name": name, "volume": {"muted": False, "percent": 74, **volume}},
        "connected": True,
        "host": {"name": host, "mac": mac},
        "id": identity,
    }


def make_status(*clients: dict[str, Any], muted: bool = False, stream: str = "Calm", status: str = "playing") -> dict[str, Any]:
    group = {"id": "g1", "muted": muted, "stream_id": stream, "clients": list(clients)}
    return {"server": {"groups": [group], "streams": [{"id": "Calm", "status": status}, {"id": "Jazz", "status": "idle"}]}}


def asked(room: Room = ROOM, **values: float | bool | str) -> list[tuple[str, Any]]:
    return [(method, dict(params)) for method, params in requests(make_player(), make_command(**values), room)]


# The configuration


def test_the_server_is_on_this_machine_unless_it_is_said_to_be_elsewhere() -> None:
    assert place_of(make_reference()) == Place("127.0.0.1", 1705, "Kitchen")
    assert place_of(make_reference(server="[::1]:1799")) == Place("::1", 1799, "Kitchen")
    assert place_of(make_reference(server="musicbox")) == Place("musicbox", 1705, "Kitchen")


@pytest.mark.parametrize("server", ["", "box:http", "tcp://box:1705", 1705, None])
def test_what_is_no_server_is_a_mistake_with_an_example(server: object) -> None:
    [mistake] = FAMILY.mistakes(make_reference(server=server), HOME)
    assert "192.0.2.7" in mistake
    assert FAMILY.from_reference(make_reference(server=server), HOME) is None


@pytest.mark.parametrize("name", ["", " ", "a\nb"])
def test_what_is_no_client_is_a_mistake_with_an_example(name: str) -> None:
    [mistake] = FAMILY.mistakes(make_reference(name), HOME)
    assert "Kitchen" in mistake


def test_only_streams_can_be_wished_for_and_why_not_is_said() -> None:
    assert make_player().traits["music"].choices == ("calm", "jazz", SILENCE)
    assert "streams only" in FAMILY.unplayable({"playlist": "Jazz"})
    assert FAMILY.unplayable({"source": "Calm"}) == ""


# What the server answers


def test_a_client_is_found_by_its_id_its_name_its_host_or_its_address() -> None:
    status = make_status(make_client("02:00:00:00:00:01#2", "Kitchen", "pi-kitchen", "02:00:00:00:00:01"))
    for name in ("02:00:00:00:00:01#2", "kitchen", "pi-kitchen", "02:00:00:00:00:01"):
        room = room_of(status, name)
        assert room is not None, name
        assert (room.client, room.percent, room.stream, room.streams) == ("02:00:00:00:00:01#2", 74, "Calm", ("Calm", "Jazz"))
    assert room_of(status, "den") is None


def test_a_name_two_clients_share_is_neither_and_an_id_comes_first() -> None:
    status = make_status(make_client("a", host="pi"), make_client("b", host="pi"), make_client("pi-3", name="a"))
    assert room_of(status, "pi") is None
    found = room_of(status, "a")
    assert found is not None
    assert (found.client, found.others) == ("a", 2)


def test_people_are_told_what_the_clients_are_called() -> None:
    status = make_status(make_client("a", host="pi"), make_client("b", "Den", "pi"), make_client("c"))
    assert clients_of(status) == ["pi (a)", "Den (b)", "c"]


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["server", "groups", "streams", "clients", "config", "volume", "id", "percent"]), inner
        )
    ),
    max_leaves=20,
)


@given(answer=JSON)
@settings(max_examples=200, deadline=None)
def test_whatever_a_server_answers_is_a_status_or_none(answer: Any) -> None:
    try:
        assert room_of(answer, "Kitchen") is None
    except ValueError:
        return


@pytest.mark.parametrize("percent", [True, "74", None])
def test_a_volume_that_is_no_number_is_no_status(percent: object) -> None:
    with pytest.raises(ValueError, match="no number"):
        room_of(make_status(make_client("Kitchen", percent=percent)), "Kitchen")


@pytest.mark.parametrize(
    ("room", "is_over", "wish"),
    [
        (ROOM, False, "calm"),
        (replace(ROOM, stream="Jazz"), False, "jazz"),
        (replace(ROOM, stream="Other"), False, OTHER_MUSIC),
        (replace(ROOM, is_muted=True), False, SILENCE),
        (replace(ROOM, is_group_muted=True), False, SILENCE),
        (replace(ROOM, is_idle=True), False, "calm"),
        (replace(ROOM, is_idle=True), True, SILENCE),
    ],
)
def test_the_wish_is_the_stream_and_muted_or_over_is_silence(room: Room, is_over: bool, wish: str) -> None:
    assert wish_of(room, {"calm": "Calm", "jazz": "Jazz"}, is_over) == wish


def test_only_news_is_reported_and_volume_is_in_percent() -> None:
    told = events(make_player(), ROOM, False, {"music": "calm", "volume": 0.3}, NOW, snapshot=False)
    assert [(e.trait, e.value) for e in told] == [("volume", 0.4)]
    assert events(make_player(), replace(ROOM, percent=140), False, {}, NOW, True)[1].value == 1.0


# What it is told


def test_the_volume_leaves_mute_as_it_is() -> None:
    assert asked(volume=0.255) == [("Client.SetVolume", {"id": "Kitchen", "volume": {"muted": False, "percent": 26}})]
    muted = replace(ROOM, is_muted=True)
    assert asked(muted, volume=7.0) == [("Client.SetVolume", {"id": "Kitchen", "volume": {"muted": True, "percent": 100}})]


def test_a_wish_chooses_the_stream_and_then_lets_it_sound() -> None:
    assert asked(music="jazz") == [
        ("Group.SetStream", {"id": "g1", "stream_id": "Jazz"}),
        ("Client.SetVolume", {"id": "Kitchen", "volume": {"muted": False, "percent": 40}}),
    ]
    assert [method for method, _ in asked(music="calm")] == ["Client.SetVolume"]


def test_silence_mutes_this_client_only() -> None:
    assert asked(music=SILENCE) == [("Client.SetVolume", {"id": "Kitchen", "volume": {"muted": True, "percent": 40}})]


def test_a_muted_group_is_unmuted_only_where_nobody_else_is_in_it() -> None:
    alone = replace(ROOM, is_group_muted=True)
    assert ("Group.SetMute", {"id": "g1", "mute": False}) in asked(alone, music="calm")
    with pytest.raises(BadCommand, match="other clients"):
        asked(replace(alone, others=1), music="calm")


def test_a_stream_the_server_has_not_is_refused_with_those_it_has() -> None:
    with pytest.raises(BadCommand, match="Calm"):
        asked(replace(ROOM, streams=("Calm",)), music="jazz")


@pytest.mark.parametrize(
    "values", [{"music": "radio"}, {"music": True}, {"volume": "loud"}, {"volume": float("nan")}, {"brightness": 0.5}]
)
def test_what_it_cannot_take_is_refused(values: dict[str, float | bool | str]) -> None:
    with pytest.raises(BadCommand):
        FAMILY.say(make_player(), make_command(**values))


# The link, on a real Snapserver


def linked(server: Snapserver, name: str = "Kitchen") -> Iterator[tuple[SnapcastLink, Heard]]:
    heard = Heard()
    link = SnapcastLink(make_player(server.address, name), HOME, heard.put, clock)
    link.start()
    try:
        yield link, heard
    finally:
        link.stop()
        assert not any(thread.name.startswith("snapcast ") for thread in threading.enumerate())


@pytest.fixture
def link(snapserver: Snapserver) -> Iterator[tuple[SnapcastLink, Heard]]:
    snapserver.play_into("Calm")
    yield from linked(snapserver)


Linked = tuple[SnapcastLink, Heard]


@pytest.mark.snapcast
def test_the_first_state_after_connecting_is_a_snapshot(link: Linked) -> None:
    _, heard = link
    heard.reachable(True)
    assert heard.report("music", "calm").snapshot
    assert heard.report("volume", 1.0).snapshot


@pytest.mark.snapcast
def test_a_wish_plays_and_is_told_as_what_it_is(link: Linked, snapserver: Snapserver) -> None:
    player, heard = link
    heard.report("volume", 1.0)
    assert player.send(make_command(music="jazz", volume=0.35))
    assert not heard.report("music", "jazz").snapshot
    assert snapserver.group("Kitchen")["stream_id"] == "Jazz"
    assert snapserver.volume("Kitchen") == (35, False)


@pytest.mark.snapcast
def test_silence_mutes_and_the_next_wish_sounds_again_as_loud_as_before(link: Linked, snapserver: Snapserver) -> None:
    player, heard = link
    heard.report("volume", 1.0)
    player.send(make_command(volume=0.4))
    heard.report("volume", 0.4)
    player.send(make_command(music=SILENCE))
    heard.report("music", SILENCE)
    assert snapserver.volume("Kitchen") == (40, True)
    player.send(make_command(music="calm"))
    heard.report("music", "calm")
    assert snapserver.volume("Kitchen") == (40, False)


@pytest.mark.snapcast
def test_a_volume_that_goes_up_in_steps_arrives_at_the_last(link: Linked, snapserver: Snapserver) -> None:
    player, heard = link
    player_told = [0.1, 0.16, 0.22, 0.28, 0.34]
    heard.report("volume", 1.0)
    for step in player_told:
        assert player.send(make_command(volume=step))
    heard.report("volume", 0.34)
    assert snapserver.volume("Kitchen") == (34, False)


@pytest.mark.snapcast
def test_what_somebody_does_at_another_control_is_heard(link: Linked, snapserver: Snapserver) -> None:
    _, heard = link
    heard.report("volume", 1.0)
    snapserver.set_volume("Kitchen", 12)
    assert not heard.report("volume", 0.12).snapshot
    snapserver.tell("Group.SetStream", id=snapserver.group("Kitchen")["id"], stream_id="Jazz")
    heard.report("music", "jazz")
    snapserver.set_volume("Kitchen", 12, muted=True)
    heard.report("music", SILENCE)


@pytest.mark.snapcast
def test_what_concerns_another_client_is_nothing_of_ours(link: Linked, snapserver: Snapserver) -> None:
    _, heard = link
    heard.report("volume", 1.0)
    snapserver.join("Den")
    snapserver.set_volume("Den", 30)
    snapserver.set_volume("Kitchen", 77)
    heard.report("volume", 0.77)
    assert not [e for e in heard.events if isinstance(e, Reported)]


@pytest.mark.snapcast
def test_music_that_ends_is_silence_after_a_while_and_a_pause_between_tracks_is_not(
    snapserver: Snapserver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "OVER_S", 1.5)
    snapserver.play_into("Calm")
    for _, heard in linked(snapserver):
        heard.report("volume", 1.0)
        snapserver.play_into("Calm")  # the next track, after a moment of nothing
        snapserver.set_volume("Kitchen", 50)
        heard.report("volume", 0.5)
        assert not [e for e in heard.events if isinstance(e, Reported)]
        snapserver.fall_silent()
        assert not heard.report("music", SILENCE).snapshot
        snapserver.play_into("Calm")
        heard.report("music", "calm")


@pytest.mark.snapcast
def test_a_wish_for_a_stream_nobody_plays_into_is_not_undone_by_its_silence(
    snapserver: Snapserver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "OVER_S", 0.3)
    for player, heard in linked(snapserver):
        assert heard.report("music", SILENCE).snapshot  # idle when we came
        player.send(make_command(music="jazz"))
        heard.report("music", "jazz")
        for percent in (20, 30, 40):
            snapserver.set_volume("Kitchen", percent)
            heard.report("volume", percent / 100)
        assert not [e for e in heard.events if isinstance(e, Reported)]


@pytest.mark.snapcast
def test_a_refused_wish_is_named_and_leaves_the_rest_alone(snapserver: Snapserver) -> None:
    home = Settings(music={"calm": {"source": "Calm"}, "polka": {"source": "Polka"}})
    heard = Heard()
    player = SnapcastLink(make_player(snapserver.address, home=home), home, heard.put, clock)
    player.start()
    try:
        heard.report("volume", 1.0)
        player.send(make_command(music="polka", volume=0.2))
        heard.report("volume", 0.2)
        assert any("refused music" in problem and "Polka" in problem for problem in player.problems())
        assert snapserver.group("Kitchen")["stream_id"] == "Calm"
    finally:
        player.stop()


@pytest.mark.snapcast
def test_a_client_that_is_switched_off_is_unreachable_and_its_return_a_snapshot(
    link: Linked,
    snapserver: Snapserver,
) -> None:
    player, heard = link
    heard.report("volume", 1.0)
    snapserver.leave("Kitchen")
    heard.reachable(False)
    assert not player.send(make_command(volume=0.5))
    assert "switched on" in player.problems()[0]
    snapserver.join("Kitchen")
    heard.reachable(True)
    assert heard.report("music", "calm").snapshot
    assert not player.problems()


@pytest.mark.snapcast
def test_a_server_that_dies_is_unreachable_and_its_return_a_snapshot(link: Linked, snapserver: Snapserver) -> None:
    player, heard = link
    heard.report("volume", 1.0)
    snapserver.kill()
    heard.reachable(False)
    assert not player.send(make_command(volume=0.5))
    assert player.dropped == 1
    assert "cannot be reached" in player.problems()[0]
    snapserver.start()
    heard.reachable(True)
    assert heard.report("music").snapshot
    assert snapserver.volume("Kitchen") == (100, False)  # nothing was kept for later


@pytest.mark.snapcast
def test_a_server_that_answers_nobody_is_given_up(
    snapserver: Snapserver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "ANSWER_S", 0.3)
    monkeypatch.setattr(link_file, "LOOK_S", 0.2)
    for _, heard in linked(snapserver):
        heard.report("volume", 1.0)
        snapserver.freeze()
        try:
            heard.reachable(False)
        finally:
            snapserver.thaw()


@pytest.mark.snapcast
def test_an_order_that_waited_too_long_is_not_carried_out(
    snapserver: Snapserver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "STALE_S", -1.0)
    for player, heard in linked(snapserver):
        heard.report("volume", 1.0)
        assert player.send(make_command(volume=0.9))
        snapserver.set_volume("Kitchen", 21)
        heard.report("volume", 0.21)
        assert player.dropped == 1


@pytest.mark.snapcast
def test_check_live_names_a_missing_stream_and_an_unknown_client(snapserver: Snapserver) -> None:
    home = Settings(music={"calm": {"source": "Calm"}, "polka": {"source": "Polka"}})
    [problem] = ask(make_player(snapserver.address, home=home), home, clock)
    assert 'no stream "Polka"' in problem
    assert "Calm, Jazz" in problem
    [problem] = ask(make_player(snapserver.address, "Attic", home), home, clock)
    assert "Attic" in problem
    assert "Kitchen" in problem


def test_check_live_says_that_nobody_listens() -> None:
    [problem] = ask(make_player("127.0.0.1:1"), HOME, clock)
    assert "cannot be reached" in problem


# The link, on servers that are none


def told_by(answers: bytes) -> list[str]:
    """What is wrong with a server that says this to whoever connects."""
    with socket.create_server((HOST, 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answers)

        thread = threading.Thread(target=serve)
        thread.start()
        found = ask(make_player(f"{HOST}:{server.getsockname()[1]}"), HOME, clock)
        thread.join()
        return list(found)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (b"", "closed"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not JSON"),
        (b'{"id": 1, "result": 5}\n', "no server"),
        (b'{"id": 1, "error": {"code": -32601, "message": "Method not found"}}\n', "Method not found"),
        (b'{"id": 1, "error": 5}\n', "refused"),
        (b"7\n[]\n[7]\n" + b'{"id": true}\n', "closed"),
    ],
)
def test_what_is_no_snapserver_is_out_of_reach_for_a_named_reason(answers: bytes, reason: str) -> None:
    [problem] = told_by(answers)
    assert "cannot be reached" in problem
    assert reason in problem


def test_a_line_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonrpc, "LONGEST_LINE", 1000)
    [problem] = told_by(b"x" * 5000)
    assert "over 1000 bytes" in problem


def test_an_answer_in_a_batch_after_an_older_one_is_found() -> None:
    result = {"id": 1, "result": make_status(make_client("Kitchen"))}
    late = {"id": 0, "result": {}}
    news = {"method": "Client.OnVolumeChanged", "params": {}}
    assert told_by(json.dumps([late, news, result]).encode() + b"\n") == []
