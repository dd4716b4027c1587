"""The add-on's start, with a Supervisor that only says where the broker is, and a real Home Assistant behind it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.whole.living import Household, environment

from .residence import Residence
from .test_entities import becomes, clean

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
START = Path(__file__).parents[2] / "packaging" / "addon" / "start"

__all__ = ["clean"]


@pytest.fixture
def supervisor(residence: Residence) -> Iterator[str]:
    """Answers what the Supervisor's API answers for ``services/mqtt``, each time with another password; its address."""
    passwords = (f"password-{number}" for number in count())

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            knows = self.path == "/services/mqtt" and self.headers["Authorization"] == f"Bearer {residence.tokens['hub']}"
            given = {"host": "127.0.0.1", "port": residence.mqtt_port, "username": "addons"}
            given |= {"password": next(passwords)} if knows else {}
            body = json.dumps({"result": "ok", "data": given}).encode()
            self.send_response(200 if knows else 403)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("clean")
def test_the_first_start_writes_the_configuration_and_runs_the_second_leaves_it(
    residence: Residence, household: Household, supervisor: str, tmp_path: Path
) -> None:
    config, data = tmp_path / "config", tmp_path / "data"
    data.mkdir()
    (data / "options.json").write_text('{"learn": "light,music"}')
    given = {
        **environment(), "SUPERVISOR_URL": supervisor, "SUPERVISOR_TOKEN": residence.tokens["hub"],
        "HOME_ASSISTANT_URL": residence.url, "ATTUNE_CONFIG": str(config), "ATTUNE_DATA": str(data),
    }  # fmt: skip
    for turn in range(2):
        mark = household.mark()
        with (tmp_path / f"log{turn}").open("wb") as log:
            process = subprocess.Popen([sys.executable, str(START)], env=given, stdout=log, stderr=log)
        try:
            household.wait_for(lambda: "online" in household.since(mark, "attune/status"), "the hub to be online")  # noqa: B023
            becomes(residence, "hub_state", "running")
        finally:
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(PATIENCE_S) == 0
        text = (config / "config.yaml").read_text()
        secrets = config / "secrets.yaml"
        assert f'mqtt_password: "password-{turn}"' in secrets.read_text()  # as the Supervisor says it is now
        assert secrets.stat().st_mode & 0o77 == 0
        if turn == 0:
            assert "learn: [light, music]" in text
            assert "token: !env SUPERVISOR_TOKEN" in text
            assert residence.tokens["hub"] not in text
            assert (data / "attune.db").exists()
            (config / "config.yaml").write_text(text + "# mine\n")
            secrets.write_text(secrets.read_text() + "mine: kept\n")
        else:
            assert text.endswith("# mine\n")
            assert secrets.read_text().endswith("mine: kept\n")
