"""voicemail.conf: read as it is, completed from vmmapping, written back in FreePBX's own form.

FreePBX owns this file and yet takes what it finds there: a mailbox that another program appended is kept. Two lines
for one mailbox or one alias are an error that ends the reload.
"""
import json
import os
import re

from host import Failure

PLAIN = ("general", "zonemessages", "pbxaliases", "device")


def parse(text):
    sections = {}
    lines = None
    for line in text.splitlines():
        # A semicolon begins a comment, even one that Asterisk has written as \;: the rest of the line is lost.
        line = line.split(";", 1)[0].strip()
        section = re.match(r"\[([^\]]+)\]", line)
        if section:
            lines = sections.setdefault(section.group(1), {})
        elif "=" in line and lines is not None:
            key, _, value = line.partition("=")
            key = key.strip()
            value = value[1:] if value.startswith(">") else value
            if key in lines and section_name(sections, lines) not in ("general", "zonemessages"):
                raise Failure(f"voicemail.conf: {key} is there twice in [{section_name(sections, lines)}]")
            lines[key] = value.strip()
    return sections


def section_name(sections, lines):
    return next(name for name, value in sections.items() if value is lines)


def files(etc, tables, database):
    path = os.path.join(etc, "voicemail.conf")
    with open(path, encoding="utf-8", errors="replace") as file:
        sections = parse(file.read())
    general = sections.setdefault("general", {})
    aliases = sections.setdefault("pbxaliases", {})
    mapping = {row["key"]: json.loads(row["val"]) for row in tables["kvstore_FreePBX_modules_Voicemail"]
               if row["id"] == "vmmapping"}
    for user in tables["users"]:
        number, context = user["extension"], user["voicemail"]
        if context and context != "novm" and number not in mapping:
            mapping[number] = [f"{number}@device", f"{number}@{context}"]
            database.run("INSERT IGNORE INTO kvstore_FreePBX_modules_Voicemail (`key`, val, type, id) VALUES ("
                         f"'{quoted(number)}', '{quoted(json.dumps(mapping[number], separators=(',', ':')))}', "
                         "'json-arr', 'vmmapping')")
    for alias, mailbox in mapping.values():
        aliases[alias] = mailbox
    general["aliasescontext"] = "pbxaliases"
    if not aliases:
        del sections["pbxaliases"]
    # FreePBX begins with an empty line and closes each section with one.
    text = "\n"
    for name, lines in sections.items():
        text += f"[{name}]\n" + "".join(f"{key}={value if name in PLAIN else five(value)}\n" for key, value in lines.items()) + "\n"
    return {"voicemail.conf": text}


def five(value):
    """PIN, name, e-mail, pager, options: always all five."""
    fields = [field.strip() for field in value.split(",", 4)]
    return ",".join(fields + [""] * (5 - len(fields)))


def quoted(text):
    return text.replace("\\", "\\\\").replace("'", "''")
