"""How events look on the wire."""
import json
import time

UNSAFE = set("\r\n #%&+:;<=>?@[\\]^`{|}\"")


def encode(text):
    """FreeSWITCH's own URL encoding, which leaves more characters alone than RFC 3986 does."""
    out = []
    for byte in str(text).encode("utf-8", "surrogateescape"):
        character = chr(byte)
        out.append("%%%02X" % byte if byte < 32 or byte > 126 or character in UNSAFE else character)
    return "".join(out)


class Event:
    """A list of headers, in order and possibly repeated, and a body."""

    def __init__(self, name, headers=(), body=None, subclass=None):
        self.name, self.subclass = name, subclass
        self.headers, self.body = list(headers), body

    def get(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def plain(self):
        text = "".join("%s: %s\n" % (key, encode(value)) for key, value in self.headers)
        if self.body is None:
            return (text + "\n").encode()
        body = self.body.encode("utf-8", "surrogateescape")
        return (text + "Content-Length: %d\n\n" % len(body)).encode() + body

    def json(self):
        fields = {}
        for key, value in self.headers:
            fields.setdefault(key, str(value))
        if self.body is not None:
            fields["Content-Length"] = str(len(self.body.encode("utf-8", "surrogateescape")))
            fields["_body"] = self.body
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")

    def framed(self, form):
        payload = self.json() if form == "json" else self.plain()
        return b"Content-Length: %d\nContent-Type: text/event-%s\n\n" % (len(payload), form.encode()) + payload


def core_headers(switch, name, file, function, line):
    """The headers every event begins with."""
    now = time.time()
    return [
        ("Event-Name", name),
        ("Core-UUID", switch.core_uuid),
        ("FreeSWITCH-Hostname", switch.hostname),
        ("FreeSWITCH-Switchname", switch.hostname),
        ("FreeSWITCH-IPv4", "127.0.0.1"),
        ("FreeSWITCH-IPv6", "::1"),
        ("Event-Date-Local", time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))),
        ("Event-Date-GMT", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(now))),
        ("Event-Date-Timestamp", str(int(now * 1000000))),
        ("Event-Calling-File", file),
        ("Event-Calling-Function", function),
        ("Event-Calling-Line-Number", str(line)),
        ("Event-Sequence", str(switch.next_sequence())),
    ]
