"""``attune run``: reads the configuration, opens the doors, runs the loop, and closes everything in the reverse order."""

import contextlib
import faulthandler
import logging
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType

from devices.links.mqtt import MqttLink, MqttOptions, Tls
from devices.message import Outgoing
from hub.api.console import Console, socket_paths
from hub.clock import SystemClock
from hub.config import Config
from hub.config.in_a_child import ChildReading
from hub.config.watcher import Watcher
from hub.daemon import Daemon
from hub.jobs.child_job import ChildJob, nightly
from hub.jobs.page_process import PageProcess
from hub.jobs.timers import Timers
from hub.links.players import Players
from hub.links.service_manager import ServiceManager
from hub.loop.inbox import Inbox
from hub.loop.memory import in_one_heap
from hub.loop.workers import Workers
from hub.steps.vigil import Vigil
from hub.store import Store
from hub.store.starts import Starts
from hub.telling.topics import Topics

log = logging.getLogger("hub")

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # the last: the terminal it was started in was closed


@dataclass(frozen=True, slots=True)
class Ingress:
    """listen: address and port for Home Assistant's Supervisor. supervisor: its address, from which nobody else can come."""

    listen: str
    supervisor: str


def run(
    path: Path, reading: ChildReading, is_verbose: bool = False, with_page: bool = True, ingress: Ingress | None = None
) -> int:
    """Until SIGTERM, Ctrl-C or SIGHUP. reading: of the configuration, begun. ingress: where the page is for Home Assistant's
    Supervisor; it is elsewhere as well only where the file says so.

    Raises ConfigError (exit 2) and HubError (exit 1) before anything is started.
    """
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if is_verbose else logging.INFO,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
    )
    for asked in ENDING:
        # By `nohup` a hang-up was to be ignored. Until the loop turns, an order to end ends what has been begun.
        if signal.getsignal(asked) is not signal.SIG_IGN or asked is not signal.SIGHUP:
            signal.signal(asked, _end_at_once)
    for noisy in ("transitions", "amqtt", "apscheduler", "watchfiles", "mpd", "homeassistant_api", "niquests", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # What it has in memory names people and holds passwords: no dump of it is to outlive whoever is forgotten.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    in_one_heap()
    faulthandler.enable()  # where each thread stands, should systemd end a hub that stands still
    config, cautions = reading.wait()
    for caution in cautions:
        log.warning("%s", caution)
    with contextlib.ExitStack() as opened:
        store = Store.open(config.storage.path)
        opened.callback(store.close)
        clock, inbox = SystemClock(), Inbox()
        starts, manager, workers = Starts(config.storage.path, lambda: clock.now().mono), ServiceManager(), Workers()
        opened.push(partial(_noted, starts))
        opened.callback(inbox.close)
        sign = (lambda: None) if config.mqtt is not None else workers.watched("the hub's own broker")
        link = MqttLink(mqtt_options(config, opened, own_broker=True, sign=sign), clock.now)
        players = Players(config.settings(), inbox.put, clock.now, workers)
        opened.callback(players.stop)
        children = {job: ChildJob(job, nightly(job, path)) for job in ("train", "backup")}
        for child in children.values():
            opened.callback(child.stop)
        daemon = Daemon(config, store, link, inbox, clock, players, children, Vigil(starts, manager, workers))
        console = Console(socket_paths(config.storage.path), inbox.put, workers)
        console.start()
        opened.callback(console.stop)
        watcher = Watcher(path, inbox.put, workers.watched("what watches the configuration"))
        watcher.start()
        opened.callback(watcher.stop)
        for page in _pages(config, path.absolute(), inbox.put, with_page, ingress):
            page.start()
            opened.callback(page.stop)
        timers = Timers(inbox.put, config.home.time_zone, clock, workers)
        timers.start()
        opened.callback(timers.stop)

        def end(_signal: int, _frame: FrameType | None) -> None:
            daemon.loop.stop()

        for asked in ENDING:
            if signal.getsignal(asked) is _end_at_once:
                signal.signal(asked, end)
        log.info("Attune starts with %s", path)
        daemon.run()
        manager.stopping()
    log.info("Attune has ended")
    return 0


def _pages(
    config: Config, path: Path, put: Callable[[object], object], with_page: bool, ingress: Ingress | None
) -> Iterator[PageProcess]:
    if with_page and (ingress is None or config.asks_for_page):
        yield PageProcess(config.page, config.storage.path, put, config.asks_for_page, path)
    if with_page and ingress is not None:
        page = replace(config.page, listen=ingress.listen, hosts=(), tls=None, plain=False)
        yield PageProcess(page, config.storage.path, put, config=path, supervisor=ingress.supervisor)


def _end_at_once(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _noted(starts: Starts, kind: type[BaseException] | None, _error: object, trace: TracebackType | None) -> None:
    """How this start ended: by somebody's order, or of what."""
    if kind is None or issubclass(kind, SystemExit):
        starts.ended_well()
        return
    place = traceback.extract_tb(trace)[-1:]  # no words of the error: they may name somebody
    starts.note(" at ".join([kind.__name__, *(f"{Path(frame.filename).name}:{frame.lineno}" for frame in place)]))


def mqtt_options(
    config: Config, opened: contextlib.ExitStack, own_broker: bool, sign: Callable[[], object] = lambda: None
) -> MqttOptions:
    """How to reach the broker; starts the embedded one where the configuration names none. Raises LinkDown.

    sign: called while the embedded one lives.
    """
    status = Topics(config.base_topic).status
    will = Outgoing(status, b"offline", retain=True, qos=1)
    if config.mqtt is None:
        # Half a hundred modules that a home with a broker does not pay for.
        from devices.links.broker import EmbeddedBroker

        broker = EmbeddedBroker(1883 if own_broker else 0, sign)
        try:
            port = broker.start()
        except Exception as error:  # noqa: BLE001 - whatever amqtt says, another port is tried once
            log.warning("port 1883 is taken, the hub's own broker takes another (%s)", error)
            broker = EmbeddedBroker(sign=sign)
            port = broker.start()
        opened.callback(broker.stop)
        log.info("the hub's own broker listens on 127.0.0.1:%d", port)
        # It speaks no other: asked in MQTT 5 first, every command would begin with a refusal.
        topics = config.base_topic
        return MqttOptions("127.0.0.1", port, will=will, client_id="attune", base_topic=topics, protocol="3.1.1")
    mqtt = config.mqtt
    tls = None if mqtt.tls is None else Tls(mqtt.tls.ca_file, mqtt.tls.cert_file, mqtt.tls.key_file)
    return MqttOptions(
        mqtt.host,
        mqtt.port,
        username=mqtt.username or "",
        password=mqtt.password,
        tls=tls,
        will=will,
        base_topic=config.base_topic,
    )
