"""MPD: what its answers mean, which commands a wish is, and the link against a real one."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from devices.command import Command
from devices.errors import BadCommand
from devices.event import Event, Reported
from devices.families.mpd import FAMILY, MpdAddress, Playing, address_of, events, orders, wish_of
from devices.links import mpd as link_file
from devices.links.mpd import MpdLink
from devices.links.player import WAITING
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Moment, Reference, Settings
from hub.links.players import ask

from ..mpd_server import MpdServer
from .hearing import Heard, clock

NOW = Moment(datetime(2026, 3, 4, 19, 0, tzinfo=UTC), 1000.0)
HOME = Settings(
    music={
        "calm": {"playlist": "Calm evening"},
        "jazz": {"playlist": "Jazz"},
        "radio": {"url": "http://radio.example/stream"},
        "album": {"uri": "other"},
    }
)
LISTS = {"calm": ("calm/a.wav", "calm/b.wav"), "jazz": ("jazz/c.wav", "jazz/d.wav", "jazz/e.wav")}


def make_reference(name: str = "127.0.0.1:6600", **options: object) -> Reference:
    return Reference("mpd", name, DeviceId("player"), options)


def make_player(name: str = "127.0.0.1:6600", home: Settings = HOME) -> Device:
    device = FAMILY.from_reference(make_reference(name), home)
    assert device is not None
    return device


def make_command(**values: float | bool | str) -> Command:
    return Command(DeviceId("player"), values)


def wish(*queue: str, state: str = "play") -> str:
    return wish_of(Playing(state, 50, queue), dict(HOME.music), LISTS)[0]


@pytest.mark.parametrize(
    ("name", "host", "port"),
    [
        ("127.0.0.1:6600", "127.0.0.1", 6600),
        ("musicbox", "musicbox", 6600),
        ("[::1]:6601", "::1", 6601),
        ("[fe80::1]", "fe80::1", 6600),
        ("fe80::1", "fe80::1", 6600),
        ("/run/mpd/socket", "/run/mpd/socket", None),
    ],
)
def test_an_address_is_read_as_people_write_it(name: str, host: str, port: int | None) -> None:
    assert address_of(make_reference(name)) == MpdAddress(host, port)


@pytest.mark.parametrize("name", ["", "box:", "box:0", "box:99999999999", "box:http", "http://box:6600/", "a b", "box\n:1"])
def test_what_is_no_address_is_a_mistake_with_an_example(name: str) -> None:
    [mistake] = FAMILY.mistakes(make_reference(name), HOME)
    assert "127.0.0.1:6600" in mistake
    assert FAMILY.from_reference(make_reference(name), HOME) is None


def test_a_password_is_never_shown() -> None:
    device = FAMILY.from_reference(make_reference(password="canary"), HOME)
    assert device is not None
    assert "canary" not in repr(device)
    assert device.wire.password == "canary"


def test_a_password_that_is_no_text_is_a_mistake() -> None:
    assert "quotes" in FAMILY.mistakes(make_reference(password=12), HOME)[0]


def test_the_wish_is_recognised_by_the_songs_of_its_playlist_in_any_order() -> None:
    assert wish("jazz/e.wav", "jazz/c.wav", "jazz/d.wav") == "jazz"


def test_songs_already_played_and_taken_out_leave_the_wish_recognisable() -> None:
    assert wish("jazz/d.wav", "jazz/e.wav") == "jazz"


def test_one_song_that_two_playlists_share_may_be_either() -> None:
    lists = {"calm": ("a", "x"), "jazz": ("b", "x")}
    assert wish_of(Playing("play", 50, ("x",)), dict(HOME.music), lists) == (OTHER_MUSIC, ("calm", "jazz"))


def test_a_queue_too_long_to_be_read_may_be_any_playlist() -> None:
    assert wish_of(Playing("play", 50, ()), dict(HOME.music), LISTS) == (OTHER_MUSIC, ("calm", "jazz"))


@pytest.mark.parametrize("queue", [("other.wav",), ("calm/a.wav", "jazz/c.wav"), ("calm/a.wav", "calm/b.wav", "more.wav")])
def test_what_nobody_can_wish_for_is_other_music(queue: tuple[str, ...]) -> None:
    assert wish_of(Playing("play", 50, queue), dict(HOME.music), LISTS) == (OTHER_MUSIC, ())


def test_a_stream_and_an_album_are_recognised_by_their_address() -> None:
    assert wish("http://radio.example/stream") == "radio"
    assert wish("other/f.wav") == "album"
    assert wish("otherwise/f.wav") == OTHER_MUSIC


@pytest.mark.parametrize("state", ["stop", "pause"])
def test_stopped_or_paused_is_silence_whatever_is_queued(state: str) -> None:
    assert wish("jazz/c.wav", state=state) == SILENCE


def test_without_a_mixer_no_volume_is_reported() -> None:
    told = events(make_player(), Playing("stop", None), LISTS, {}, NOW, snapshot=True)
    assert [(e.trait, e.value, e.snapshot) for e in told] == [("music", SILENCE, True)]


def test_only_news_is_reported() -> None:
    told = events(make_player(), Playing("stop", 40), LISTS, {"music": SILENCE, "volume": 0.3}, NOW, snapshot=False)
    assert [(e.trait, e.value) for e in told] == [("volume", 0.4)]


def test_loudness_is_set_before_anything_plays_and_the_old_goes_last() -> None:
    told = orders(make_player(), make_command(music="jazz", volume=0.255), queued=4)
    assert told == [("setvol", "26"), ("load", "Jazz"), ("delete", "0:4"), ("play", "0")]


def test_silence_stops() -> None:
    assert orders(make_player(), make_command(music=SILENCE), queued=4) == [("stop",)]


def test_a_list_of_streams_is_loaded_and_a_stream_is_added() -> None:
    home = Settings(music={"list": {"url": "http://radio.example/all.m3u?x=1"}, "one": {"url": "http://radio.example/one"}})
    player = make_player(home=home)
    assert orders(player, make_command(music="list"), 0)[0] == ("load", "http://radio.example/all.m3u?x=1")
    assert orders(player, make_command(music="one"), 0)[0] == ("add", "http://radio.example/one")


def test_a_name_with_a_line_break_never_becomes_a_second_command() -> None:
    player = make_player(home=Settings(music={"evil": {"playlist": "x\nkill"}}))
    with pytest.raises(BadCommand, match="control characters"):
        FAMILY.say(player, make_command(music="evil"))


@pytest.mark.parametrize(
    "values", [{"music": "polka"}, {"music": True}, {"volume": "loud"}, {"volume": float("nan")}, {"brightness": 0.5}]
)
def test_what_the_player_cannot_take_is_refused(values: dict[str, float | bool | str]) -> None:
    with pytest.raises(BadCommand):
        FAMILY.say(make_player(), make_command(**values))


def test_a_volume_beyond_the_ends_is_held_to_them() -> None:
    assert orders(make_player(), make_command(volume=7.0), 0) == [("setvol", "100")]


# The link, on a real MPD


def linked(server: MpdServer) -> Iterator[tuple[MpdLink, Heard]]:
    heard = Heard()
    link = MpdLink(make_player(server.address), HOME, heard.put, clock)
    link.start()
    try:
        yield link, heard
    finally:
        link.stop()
        assert not any(thread.name == f"mpd {server.address}" for thread in threading.enumerate())


@pytest.fixture
def link(mpd_server: MpdServer) -> Iterator[tuple[MpdLink, Heard]]:
    yield from linked(mpd_server)


@pytest.mark.mpd
def test_the_first_state_after_connecting_is_a_snapshot(link: tuple[MpdLink, Heard]) -> None:
    _, heard = link
    heard.reachable(True)
    assert heard.report("music", SILENCE).snapshot


@pytest.mark.mpd
def test_a_wish_plays_and_is_told_once_as_what_it_is(link: tuple[MpdLink, Heard], mpd_server: MpdServer) -> None:
    player, heard = link
    heard.report("music", SILENCE)
    assert player.send(make_command(music="jazz", volume=0.35))
    report = heard.report("music", "jazz")
    assert not report.snapshot
    status = mpd_server.status()
    assert (status["state"], status["volume"], status["playlistlength"]) == ("play", "35", "3")


@pytest.mark.mpd
def test_another_wish_replaces_the_queue_and_silence_stops_it(link: tuple[MpdLink, Heard], mpd_server: MpdServer) -> None:
    player, heard = link
    heard.report("music", SILENCE)
    player.send(make_command(music="jazz"))
    heard.report("music", "jazz")
    player.send(make_command(music="calm"))
    heard.report("music", "calm")
    assert mpd_server.status()["playlistlength"] == "2"
    player.send(make_command(music=SILENCE))
    heard.report("music", SILENCE)
    assert mpd_server.status()["state"] == "stop"


@pytest.mark.mpd
def test_what_somebody_does_at_another_client_is_heard(link: tuple[MpdLink, Heard], mpd_server: MpdServer) -> None:
    _, heard = link
    heard.report("music", SILENCE)
    mpd_server.tell("clear", 'load "Calm evening"', "play", "setvol 61")
    assert not heard.report("music", "calm").snapshot
    mpd_server.tell("setvol 12")
    assert heard.report("volume", 0.12).value == 0.12
    mpd_server.tell("pause 1")
    heard.report("music", SILENCE)


@pytest.mark.mpd
def test_music_nobody_can_wish_for_is_reported_as_nothing(link: tuple[MpdLink, Heard], mpd_server: MpdServer) -> None:
    _, heard = link
    heard.report("music", SILENCE)
    mpd_server.tell("clear", 'add "calm/a.wav"', 'add "jazz/c.wav"', "play", "setvol 61")
    heard.report("volume", 0.61)
    mpd_server.tell("setvol 62")
    heard.report("volume", 0.62)
    assert not [e for e in heard.events if isinstance(e, Reported) and e.trait == "music"]


@pytest.mark.mpd
def test_a_playlist_that_is_gone_leaves_the_music_alone_and_is_told(
    link: tuple[MpdLink, Heard],
    mpd_server: MpdServer,
) -> None:
    player, heard = link
    heard.report("music", SILENCE)
    player.send(make_command(music="calm"))
    heard.report("music", "calm")
    mpd_server.tell('rm "Jazz"')
    player.send(make_command(music="jazz"))
    heard.report("music", "calm")  # told again, since something was ordered
    assert mpd_server.status()["state"] == "play"
    assert any("refused music" in problem for problem in player.problems())


@pytest.mark.mpd
def test_an_edited_playlist_is_recognised_by_its_new_songs(link: tuple[MpdLink, Heard], mpd_server: MpdServer) -> None:
    _, heard = link
    heard.report("music", SILENCE)
    mpd_server.tell('playlistadd "Jazz" "other/f.wav"', "clear", 'load "Jazz"', "play")
    heard.report("music", "jazz")


@pytest.mark.mpd
def test_a_player_that_dies_is_unreachable_and_its_return_a_snapshot(
    link: tuple[MpdLink, Heard],
    mpd_server: MpdServer,
) -> None:
    player, heard = link
    heard.report("music", SILENCE)
    mpd_server.kill()
    heard.reachable(False)
    assert not player.send(make_command(volume=0.5))
    assert player.dropped == 1
    assert "cannot be reached" in player.problems()[0]
    mpd_server.start()
    heard.reachable(True)
    assert heard.report("music").snapshot
    assert not player.problems()
    assert mpd_server.status()["volume"] != "50"  # nothing was kept for later


@pytest.mark.mpd
def test_a_player_that_answers_nobody_is_given_up(
    mpd_server: MpdServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "ANSWER_S", 0.3)
    monkeypatch.setattr(link_file, "LOOK_S", 0.2)
    for _, heard in linked(mpd_server):
        heard.report("music", SILENCE)
        mpd_server.freeze()
        try:
            heard.reachable(False)
        finally:
            mpd_server.thaw()


@pytest.mark.mpd
def test_an_order_that_waited_too_long_is_not_carried_out(
    mpd_server: MpdServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "STALE_S", -1.0)
    for player, heard in linked(mpd_server):
        heard.report("music", SILENCE)
        mpd_server.tell("setvol 20")
        heard.report("volume", 0.2)
        assert player.send(make_command(volume=0.9))
        mpd_server.tell("setvol 21")
        heard.report("volume", 0.21)
        assert player.dropped == 1


@pytest.mark.mpd
def test_check_live_names_a_missing_mixer_and_unknown_playlists() -> None:
    with MpdServer(has_mixer=False) as server:
        home = Settings(music={"calm": {"playlist": "Calm evening"}, "polka": {"playlist": "Polka"}})
        found = ask(make_player(server.address, home), home, clock)
    assert any("no mixer" in problem and 'mixer_type "software"' in problem for problem in found)
    assert any('no playlist "Polka"' in problem and "polka" in problem for problem in found)
    assert len(found) == 2


@pytest.mark.mpd
def test_without_a_mixer_the_music_still_plays() -> None:
    with MpdServer(has_mixer=False) as server:
        for player, heard in linked(server):
            heard.report("music", SILENCE)
            player.send(make_command(music="jazz", volume=0.2))
            heard.report("music", "jazz")
            assert any("refused volume" in problem for problem in player.problems())


def test_check_live_says_that_nobody_listens() -> None:
    [problem] = ask(make_player("127.0.0.1:1"), HOME, clock)
    assert "cannot be reached" in problem


def test_a_link_to_nobody_tries_again_and_stops_at_once() -> None:
    heard = Heard()
    link = MpdLink(make_player("127.0.0.1:1"), HOME, heard.put, clock)
    link.start()
    heard.reachable(False)
    assert not link.send(make_command(volume=0.5))
    link.stop()
    link.stop()
    assert not any(thread.name == "mpd 127.0.0.1:1" for thread in threading.enumerate())


@pytest.mark.mpd
def test_a_bug_while_telling_ends_the_connection_and_not_the_player(
    mpd_server: MpdServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard = Heard()
    is_first = True

    def put(event: Event) -> None:
        nonlocal is_first
        if isinstance(event, Reported) and is_first:
            is_first = False
            raise RuntimeError("a bug")
        heard.put(event)

    link = MpdLink(make_player(mpd_server.address), HOME, put, clock)
    link.start()
    try:
        heard.reachable(False)
        heard.reachable(True)
        assert heard.report("music", SILENCE).snapshot
    finally:
        link.stop()
    assert any("broke" in record.message for record in caplog.records)


@pytest.mark.mpd
def test_a_queue_of_ones_own_is_other_music_and_an_edited_playlist_is_not(mpd_server: MpdServer) -> None:
    for _, heard in linked(mpd_server):
        heard.report("music", SILENCE)
        mpd_server.tell("clear", 'load "Jazz"', "play")
        heard.report("music", "jazz")
        mpd_server.tell('playlistdelete "Jazz" 0')
        mpd_server.tell("setvol 44")
        heard.report("volume", 0.44)
        assert not [e for e in heard.events if isinstance(e, Reported) and e.value == OTHER_MUSIC]
        song = mpd_server.tell("listall").split("file: ")[1].splitlines()[0]
        mpd_server.tell("clear", f'add "{song}"', f'add "{song}"', "play")
        assert not heard.report("music", OTHER_MUSIC).snapshot


@pytest.mark.mpd
def test_of_a_queue_without_end_the_wish_is_not_recognised(
    mpd_server: MpdServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_file, "LONGEST_QUEUE", 2)
    for _, heard in linked(mpd_server):
        heard.report("music", SILENCE)
        mpd_server.tell("clear", 'load "Jazz"', "play", "setvol 44")
        heard.report("volume", 0.44)
        mpd_server.tell("clear", 'load "Calm evening"', "play")
        heard.report("music", "calm")
        assert not [e for e in heard.events if isinstance(e, Reported) and e.value == "jazz"]


def test_more_than_a_few_waiting_commands_are_dropped_and_counted() -> None:
    link = MpdLink(make_player(), HOME, lambda _event: None, clock)
    link.is_connected = True  # as if; nothing takes them up
    assert [link.send(make_command(volume=0.1)) for _ in range(WAITING + 2)] == [True] * WAITING + [False] * 2
    assert link.dropped == 2
    link.stop()


@pytest.mark.mpd
@pytest.mark.parametrize(("password", "is_right"), [("wrong", False), ("canary", True)])
def test_a_password_lets_in_and_a_wrong_one_is_told_without_naming_it(password: str, is_right: bool) -> None:
    with MpdServer(password="canary") as server:
        device = FAMILY.from_reference(make_reference(server.address, password=password), HOME)
        assert device is not None
        found = ask(device, HOME, clock)
    assert (found == ()) is is_right
    assert not any("canary" in problem or "wrong" in problem for problem in found)
