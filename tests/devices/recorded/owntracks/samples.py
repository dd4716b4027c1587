"""OwnTracks' phones for the contract tests, shaped like its own messages."""

from devices.vocabulary import DeviceId, Reference
from tests.devices.samples import NOW, Sample

TST = int(NOW.at.timestamp()) - 3

SAMPLES = (
    Sample(
        "a phone",
        Reference("owntracks", "jane/phone", DeviceId("jane/phone"), {"home": ["Home"]}),
        messages=(
            (
                "owntracks/jane/phone",
                b'{"_type":"location","acc":65,"lat":52.37,"lon":4.89,"inregions":["Home"],"tst":%d,"t":"u"}' % TST,
            ),
            (
                "owntracks/jane/phone/event",
                b'{"_type":"transition","event":"leave","desc":"Home","acc":9,"lat":52.37,"lon":4.89,"tst":%d}' % TST,
            ),
        ),
        use="presence",
    ),
)
