"""The switch behind the socket: registrations, variables, the log, and who listens to events."""
import json
import os
import shlex
import threading
import time
import uuid

from .calls import Calls
from .commands import run
from .directory import Directory
from .wire import Event, core_headers


class Contact:
    """A line of the file `registrations`: USER@DOMAIN [PROFILE [IP:PORT [AGENT]]]"""

    def __init__(self, line):
        part = shlex.split(line) + [None] * 4
        self.user, _, self.domain = part[0].partition("@")
        self.profile = part[1] or "internal"
        self.ip, _, self.port = (part[2] or "127.0.0.1:6001").rpartition(":")
        self.agent = part[3] or "lab phone"
        self.token = "%s-%s@%s" % (self.user, self.port, self.ip)

    def url(self):
        return "sofia/%s/sip:%s@%s:%s" % (self.profile, self.user, self.ip, self.port)


class Switch:
    hostname = "lab"
    profiles = {"internal": 5060, "external": 5080}

    def __init__(self, chosen):
        self.state, self.core_uuid, self.started = chosen.state, str(uuid.uuid4()), time.time()
        self.lock = threading.Lock()
        self.sequence = self.connections = self.bell = 0
        self.sessions = []
        self.directory = Directory(chosen.database, chosen.cache or "/nonexistent")
        self.calls = Calls(self)
        home = chosen.home
        self.variables = {"hostname": self.hostname, "local_ip_v4": "127.0.0.1", "domain": "127.0.0.1", "switch_serial": "020000000001",
                          "base_dir": "/usr", "conf_dir": home + "/conf", "log_dir": home + "/log", "db_dir": home + "/db", "script_dir": home + "/scripts",
                          "storage_dir": home + "/storage", "recordings_dir": home + "/recordings", "sounds_dir": home + "/sounds",
                          "core_uuid": self.core_uuid, "default_language": "en", "default_dialect": "us", "default_voice": "callie"}
        self.contacts, self.contacts_age = [], None
        # What sofia has loaded, by database: killgw takes one out, rescan adds those that are missing.
        self.loaded = {}
        self.listed = []

    # The folder of state

    def lines(self, name):
        """The lines of a file that are neither empty nor comments."""
        try:
            with open(os.path.join(self.state or "/nonexistent", name), encoding="utf-8") as file:
                return [line.strip() for line in file if line.strip() and not line.startswith("#")]
        except OSError:
            return []

    def write(self, name, lines):
        path = os.path.join(self.state, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
        os.rename(path + ".new", path)

    def registered(self):
        """Who is registered with sofia. A flushed registration comes back when the file is written anew, as a phone's would."""
        try:
            age = os.stat(os.path.join(self.state or "/nonexistent", "registrations")).st_mtime_ns
        except OSError:
            age = None
        with self.lock:
            if age != self.contacts_age:
                self.contacts_age = age
                self.contacts = [Contact(line) for line in self.lines("registrations")]
                # The core's own list is not told of a flush.
                self.listed = list(self.contacts)
            return list(self.contacts)

    def flush(self, profile, who):
        self.registered()
        with self.lock:
            self.contacts = [c for c in self.contacts if c.profile != profile or (who and who not in ("%s@%s" % (c.user, c.domain), c.token))]

    def gateways(self, rescans=None):
        """The gateways that are loaded, by name. The file of state `gateways` has lines NAME STATE UP|DOWN."""
        known = self.loaded.get(self.directory.database)
        if known is None or rescans:
            found = {g["name"]: g for g in self.directory.gateways() if known is None or g["profile"] == rescans}
            known = self.loaded[self.directory.database] = {**found, **(known or {})}
        said = {part[0]: part[1:] for part in (line.split() for line in self.lines("gateways"))}
        return [{**g, "state": said.get(name, ["REGED" if g["registers"] else "NOREG"])[0], "status": (said.get(name, []) + ["UP", "UP"])[1]}
                for name, g in known.items()]

    def kill_gateway(self, name):
        self.gateways()
        return self.loaded[self.directory.database].pop(name, None) is not None

    def note(self, entry):
        if not self.state:
            return
        line = json.dumps({"time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".%03dZ" % (time.time() * 1000 % 1000), **entry}, ensure_ascii=True)
        with self.lock, open(os.path.join(self.state, "event-socket.log"), "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def log(self, connection, command, headers):
        self.note({"connection": connection, "command": command, **({"headers": dict(headers)} if headers else {})})

    # Counting

    def next_sequence(self):
        with self.lock:
            self.sequence += 1
            return self.sequence

    def next_connection(self):
        with self.lock:
            self.connections += 1
            return self.connections

    # Commands and events

    def api(self, command):
        return run(self, command)

    def job(self, identifier, command):
        name, _, argument = command.partition(" ")
        body = self.api(command)
        headers = core_headers(self, "BACKGROUND_JOB", "mod_event_socket.c", "api_exec", 1580) + [("Job-UUID", identifier), ("Job-Command", name)]
        if argument:
            headers.append(("Job-Command-Arg", argument))
        self.fire(Event("BACKGROUND_JOB", headers, body))

    def fire(self, event):
        for session in list(self.sessions):
            session.offer(event)
