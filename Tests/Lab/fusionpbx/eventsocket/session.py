"""One client: reading its commands, letting it in, sending it replies and the events it asked for."""
import socket
import threading
import uuid

from .wire import Event, core_headers

GOODBYE = b"Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
NOTICE = b"Content-Type: text/disconnect-notice\nContent-Length: %d\n\n" % len(GOODBYE) + GOODBYE
REJECTION = b"Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n"


class Session:
    def __init__(self, switch, connection, chosen):
        self.switch, self.connection, self.chosen = switch, connection, chosen
        self.reader = connection.makefile("rb")
        self.lock = threading.Lock()
        self.number = switch.next_connection()
        self.form, self.names, self.subclasses, self.filters = None, set(), set(), []

    def send(self, data):
        with self.lock:
            try:
                self.connection.sendall(data)
            except OSError:
                pass

    def reply(self, text, more=""):
        self.send(("Content-Type: command/reply\nReply-Text: %s\n%s\n" % (text, more)).encode("utf-8", "surrogateescape"))

    # Reading

    def read_packet(self):
        """The lines up to an empty one, without their ends, and a body if a header announces one. None at the end."""
        lines = []
        while True:
            line = self.reader.readline(65536)
            if not line:
                return None
            text = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            if text:
                lines.append(text)
            elif lines:
                break
        headers = []
        for text in lines[1:]:
            name, _, value = text.partition(":")
            headers.append((name.strip(), value.strip()))
        length = next((value for name, value in headers if name.lower() == "content-length"), "0")
        body = self.reader.read(int(length)).decode("utf-8", "surrogateescape") if length.isdigit() and int(length) else None
        return lines[0].strip(), headers, body

    # The life of a connection

    def run(self):
        try:
            if self.chosen.mode == "reject":
                self.send(REJECTION + NOTICE)
            elif self.let_in():
                self.switch.sessions.append(self)
                self.serve()
        except (OSError, ValueError):
            pass
        finally:
            if self in self.switch.sessions:
                self.switch.sessions.remove(self)
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.reader.close()
            self.connection.close()

    def let_in(self):
        self.send(b"Content-Type: auth/request\n\n")
        while (packet := self.read_packet()) is not None:
            verb, _, rest = packet[0].partition(" ")
            # A password is nobody's business, in a log neither.
            self.switch.log(self.number, verb if verb in ("auth", "userauth") else packet[0], packet[1])
            if verb == "auth" and rest.strip() == self.chosen.password:
                self.reply("+OK accepted")
                return True
            if verb in ("auth", "userauth"):
                self.reply("-ERR invalid")
                self.send(NOTICE)
                return False
            if verb == "exit":
                self.reply("+OK bye")
                self.send(NOTICE)
                return False
            self.reply("-ERR command not found")
        return False

    def serve(self):
        while (packet := self.read_packet()) is not None:
            command, headers, body = packet
            self.switch.log(self.number, command, headers)
            if self.chosen.mode == "drop-after-auth":
                return
            if self.chosen.mode == "hang-after-auth":
                continue
            verb, _, rest = command.partition(" ")
            handler = getattr(self, "on_" + verb.lower(), None)
            if handler is None or (verb in ("api", "bgapi") and not rest.strip()):
                self.reply("-ERR command not found")
            elif handler(rest.strip(), headers, body) is False:
                return

    # Commands

    def on_exit(self, rest, headers, body):
        self.reply("+OK bye")
        self.send(NOTICE)
        return False

    def on_api(self, rest, headers, body):
        text = self.switch.api(rest).encode("utf-8", "surrogateescape")
        self.send(b"Content-Type: api/response\nContent-Length: %d\n\n" % len(text) + text)

    def on_bgapi(self, rest, headers, body):
        job = next((value for name, value in headers if name.lower() == "job-uuid"), None) or str(uuid.uuid4())
        self.reply("+OK Job-UUID: " + job, "Job-UUID: %s\n" % job)
        threading.Thread(target=self.switch.job, args=(job, rest), daemon=True).start()

    def on_event(self, rest, headers, body):
        words = rest.replace(",", " ").split()
        form = words.pop(0).lower() if words and words[0].lower() in ("plain", "json", "xml") else "plain"
        if form == "xml":
            return self.reply("-ERR this stand-in sends no xml")
        if not words:
            return self.reply("-ERR no keywords supplied")
        self.form = form
        for index, word in enumerate(words):
            self.names.add(word.upper())
            if word.upper() == "CUSTOM":
                self.subclasses.update(words[index + 1:])
                break
        self.reply("+OK event listener enabled " + form)

    def on_nixevent(self, rest, headers, body):
        self.names.difference_update(rest.upper().split())
        self.reply("+OK events nixed")

    def on_noevents(self, rest, headers, body):
        self.names.clear()
        self.subclasses.clear()
        self.reply("+OK no longer listening for events")

    def on_filter(self, rest, headers, body):
        name, _, value = rest.partition(" ")
        if name == "delete":
            name, _, value = value.partition(" ")
            self.filters = [] if name == "all" else [f for f in self.filters if f[0] != name or (value and f[1] != value)]
            return self.reply("+OK filter deleted. [%s][%s]" % (name, value))
        self.filters.append((name, value))
        self.reply("+OK filter added. [%s]=[%s]" % (name, value))

    def on_linger(self, rest, headers, body):
        self.reply("-ERR not controlling a session")

    def on_log(self, rest, headers, body):
        self.reply("+OK log level %s [%s]" % (rest or "7", rest or "7"))

    def on_nolog(self, rest, headers, body):
        self.reply("+OK no longer logging")

    def on_sendevent(self, rest, headers, body):
        name, mark = rest or "CUSTOM", str(uuid.uuid4())
        subclass = next((value for key, value in headers if key.lower() == "event-subclass"), None)
        fields = [("Event-Subclass", subclass)] if subclass else []
        fields.append(("Command", "sendevent " + name))
        fields += [pair for pair in headers if pair[0].lower() not in ("event-subclass", "content-length")]
        fields.append(("Event-UUID", mark))
        fields += core_headers(self.switch, name, "mod_event_socket.c", "parse_command", 2283)
        self.reply("+OK " + mark)
        self.switch.fire(Event(name, fields, body, subclass))

    # Events

    def offer(self, event):
        if event.name not in self.names and "ALL" not in self.names:
            return
        if event.name == "CUSTOM" and "ALL" not in self.names and event.subclass not in self.subclasses:
            return
        if self.filters and not any(event.get(name) == value for name, value in self.filters):
            return
        self.send(event.framed(self.form))
