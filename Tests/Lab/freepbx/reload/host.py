"""What the lab's fwconsole needs of its host: the database, Asterisk's manager, the lock, files."""
import os
import re
import socket
import subprocess
import xml.etree.ElementTree as xml

TABLES = """users devices sip pjsip trunks incoming findmefollow ringgroups queues_config queues_details ivr_details
ivr_entries announcement timeconditions timegroups_details daynight meetme recordings music miscdests
outbound_routes outbound_route_patterns outbound_route_trunks outbound_route_sequence setcid featurecodes
kvstore_FreePBX_modules_Voicemail kvstore_FreePBX_modules_Customappsreg""".split()


class Failure(Exception):
    """A reload that has to end with an error."""
    busy = False


class Database:
    def __init__(self, conf):
        with open(conf, encoding="utf-8") as file:
            amp = dict(re.findall(r"^\$amp_conf\[['\"](\w+)['\"]\]\s*=\s*['\"](.*?)['\"];", file.read(), re.M))
        self.client = ["mariadb", "--no-defaults", "--host=" + amp["AMPDBHOST"], "--port=" + amp["AMPDBPORT"],
                       "--user=" + amp["AMPDBUSER"], "--default-character-set=utf8mb4", "--xml", amp["AMPDBNAME"]]
        self.environment = dict(os.environ, MYSQL_PWD=amp["AMPDBPASS"])

    def run(self, sql):
        """The rows of every statement, one list for each."""
        done = subprocess.run(self.client, input=sql.encode(), capture_output=True, env=self.environment, timeout=60)
        if done.returncode != 0:
            raise Failure("database: " + done.stderr.decode(errors="replace").strip())
        text = re.sub(r"<\?xml[^>]*\?>", "", done.stdout.decode())
        results = []
        # Control characters are no XML; a name that holds one should not stop a reload.
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
        for result in xml.fromstring(f"<all>{text}</all>"):
            rows = []
            for row in result:
                rows.append({field.get("name"): None if field.get("{http://www.w3.org/2001/XMLSchema-instance}nil")
                             else (field.text or "") for field in row})
            results.append(rows)
        return results

    def tables(self):
        return dict(zip(TABLES, self.run(";".join(f"SELECT * FROM {name}" for name in TABLES))))

    def settings(self):
        rows = self.run("SELECT keyword, value, defaultval, emptyok FROM freepbx_settings")[0]
        return {row["keyword"]: row["value"] or (row["defaultval"] if row["emptyok"] == "0" else "") for row in rows}


class Manager:
    def __init__(self, settings):
        try:
            self.socket = socket.create_connection((settings["ASTMANAGERHOST"], int(settings["ASTMANAGERPORT"])), 10)
            self.file = self.socket.makefile("rb")
            self.file.readline()
            answer = self.ask(Action="Login", Username=settings["AMPMGRUSER"], Secret=settings["AMPMGRPASS"], Events="off")
        except OSError as error:
            raise Failure(f"Unable to connect to Asterisk Manager: {error}")
        if "Success" not in answer.get("Response", ""):
            raise Failure("Asterisk Manager refuses the login")

    def ask(self, **headers):
        text = "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        self.socket.sendall(text.encode())
        answer = {"Output": []}
        while True:
            line = self.file.readline()
            if not line:
                raise Failure("Asterisk Manager hung up")
            line = line.decode(errors="replace").rstrip("\r\n")
            if not line:
                if "Response" in answer:
                    return answer
                answer = {"Output": []}
                continue
            name, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if name == "Output":
                answer["Output"].append(value)
            else:
                answer[name] = value

    def astdb(self):
        pairs = {}
        for line in self.ask(Action="Command", Command="database show")["Output"]:
            match = re.match(r"(/.*?)\s*: ?(.*)$", line)
            if match:
                pairs[match.group(1)] = match.group(2)
        return pairs

    def put(self, family, key, value):
        self.ask(Action="DBPut", Family=family, Key=key, Val=re.sub(r"[\r\n]", "", value))


class Lock:
    """ASTRUNDIR/reload.lock with the process id in it; stale when that process is gone."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        for attempt in range(2):
            try:
                descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError:
                if self.holder_lives() or attempt:
                    failure = Failure("Process is already running.")
                    failure.busy = True
                    raise failure
                os.unlink(self.path)
                continue
            os.write(descriptor, str(os.getpid()).encode())
            os.close(descriptor)
            return self

    def holder_lives(self):
        try:
            with open(self.path) as file:
                os.kill(int(file.read().strip()), 0)
        except PermissionError:
            return True
        except (OSError, ValueError):
            return False
        return True

    def __exit__(self, *_):
        os.unlink(self.path)


def become(conf):
    """Root hands its rights back: the files belong to whoever owns the configuration."""
    if os.geteuid() == 0:
        owner = os.stat(conf)
        if owner.st_uid != 0:
            os.setgroups([])
            os.setgid(owner.st_gid)
            os.setuid(owner.st_uid)
    # The caller's folder and umask are none of ours.
    os.chdir("/")
    os.umask(0o027)


def write_file(path, text):
    """In one step, so that Asterisk never reads half a file."""
    with open(path + ".new", "w", encoding="utf-8", newline="") as out:
        out.write(text)
    os.replace(path + ".new", path)
