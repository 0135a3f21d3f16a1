"""The office the lab is seeded with: who has which number and where calls go.

Plain data. How FreePBX stores it is in extensions.py and objects.py.
"""
import hashlib
from dataclasses import dataclass, field


@dataclass
class Extension:
    number: str
    name: str
    tech: str = "pjsip"                # pjsip, sip (chan_sip) or virtual
    voicemail: bool = False
    email: str = ""
    options: str = "attach=no|saycid=no|envelope=no|delete=no"
    outbound_cid: str = ""
    emergency_cid: str = ""
    follow_me: list = None             # None: no row at all; else the list as stored
    follow_me_on: bool = False
    call_waiting: bool = True
    person: bool = False               # has a User Manager user and a contact
    recording: dict = field(default_factory=dict)
    live: dict = field(default_factory=dict)   # DND, CF, CFB, CFU

    @property
    def secret(self):
        """32 hexadecimal digits, the same in every lab, so that a test can know them."""
        return hashlib.md5(b"lab secret of " + self.number.encode()).hexdigest()

    @property
    def pin(self):
        return self.number[-4:][::-1]

    @property
    def stored_name(self):
        """FreePBX replaces angle brackets in SQL, not in AstDB."""
        return self.name.strip().replace("<", "(").replace(">", ")")


FIRST = ("Alice Bob Carla David Erika Farid Grace Hiro Ines Jakob Karin Luca Mona Nils Olga Pavel Quinn Rosa "
         "Samir Tilda Uwe Vera Wanda Xaver Yara Zeno").split()
LAST = "Adler Brooks Castro Dvorak Eklund Fischer Garcia Haddad Ito Jensen Kowalski Larsen".split()

_special = [
    Extension("1001", "Alice Example", voicemail=True, email="alice@example.com", person=True,
              options="attach=yes|saycid=no|envelope=no|delete=no", outbound_cid='"Alice" <15551231001>',
              emergency_cid="15551239911", follow_me=["1001"],
              recording={"in/external": "force", "out/external": "yes", "out/internal": "no", "ondemand": "enabled"}),
    Extension("1002", "O'Neil", voicemail=True, email="oneil@example.com", person=True, follow_me=["1002"]),
    Extension("1003", 'Zoë "Z" <sales>', voicemail=True, email="zoe@example.com", follow_me=["1003"]),
    Extension("1004", "日本 太郎", voicemail=True, follow_me=["1004"]),
    Extension("1005", "Ana 📞 Núñez", follow_me=["1005"]),
    Extension("1006", "Frank Follow", voicemail=True, follow_me=["1006", "15557654321#", "1007"], follow_me_on=True),
    Extension("1007", "Q&A 100%_desk", voicemail=True, follow_me=["1007"]),
    Extension("1008", "A name as long as the column: fifty characters, ok", follow_me=["1008"]),
    Extension("1009", "Virtual Nine", tech="virtual", voicemail=True, follow_me=["1009"]),
    Extension("1010", "Dora Do-Not-Disturb", voicemail=True, follow_me=["1010"], live={"DND": "YES"}),
    Extension("1011", "Carl Forwarded", follow_me=["1011"], live={"CF": "1012"}),
    Extension("1012", "Target Twelve", voicemail=True, follow_me=["1012"]),
    Extension("1013", "Busy Forward", voicemail=True, follow_me=["1013"], live={"CFB": "1012"}),
    Extension("1014", "Unavailable Forward", follow_me=["1014"], live={"CFU": "1012"}),
    Extension("1015", "One Call Only", voicemail=True, follow_me=["1015"], call_waiting=False),
    Extension("1016", "No Follow-me Row"),
    Extension("1017", "Robert'); DROP TABLE users,--", follow_me=["1017"]),
    Extension("1018", "Back\\slash Path", follow_me=["1018"]),
    Extension("0100", "Leading Zero", voicemail=True, follow_me=["0100"]),
    Extension("0101", "Leading Zero Two", follow_me=["0101"]),
    Extension("101", "Short One", voicemail=True, follow_me=["101"]),
    Extension("10011", "Longer Than Alice", voicemail=True, follow_me=["10011"]),
    Extension("12025550123", "Eleven Digits", voicemail=True, follow_me=["12025550123"]),
    Extension("1800", "Old Desk Phone", tech="sip", voicemail=True, follow_me=["1800"]),
    Extension("1801", "Fax Adapter", tech="sip"),
    Extension("1900", "Virtual Mailbox", tech="virtual", voicemail=True, follow_me=["1900"]),
]


def _staff():
    for n in range(34):
        number = str(2001 + n)
        name = f"{FIRST[n % len(FIRST)]} {LAST[(n * 5) % len(LAST)]}"
        yield Extension(number, name, voicemail=n % 3 != 2, follow_me=[number], person=n < 4,
                        email=f"{name.split()[0].lower()}.{number}@example.com" if n % 2 == 0 else "",
                        outbound_cid=f'"{name}" <1555124{number}>' if n % 4 == 0 else "")


EXTENSIONS = _special + list(_staff())

# DID, caller filter, where to, label. A cidnum of None is stored as NULL, as imports leave it.
DIDS = [
    ("15551230000", "", "timeconditions,1,1", "Main number"),
    ("15551231001", "", "from-did-direct,1001,1", "Alice"),
    ("15551231002", None, "from-did-direct,1002,1", "O'Neil, imported"),
    ("15551231003", "", "from-did-direct,1003,1", 'Zoë "Z"'),
    ("15551230600", "", "ext-group,600,1", "Sales"),
    ("15551230700", "", "ext-queues,700,1", "Support"),
    ("15551230800", "", "ivr-1,s,1", "Menu"),
    ("15551230900", "", "ext-meetme,8001,1", "Conference"),
    ("15551230999", "", "ext-local,vmu1001,1", "Alice's voicemail"),
    ("15551230000", "15559990000", "app-blackhole,hangup,1", "Pest"),
    ("15551230001", "", "app-daynight,0,1", "Switchboard"),
    ("15551230002", "", "app-announcement-1,s,1", "Announcement"),
    ("_1555125XXXX", "", "ext-miscdests,1,1", "Block of numbers"),
    ("0301234567", "", "from-did-direct,0100,1", "With a leading zero"),
    ("+442071234567", "", "from-did-direct,1004,1", "London"),
]
