"""How FreeSWITCH cuts an `originate` command into words, variables and legs (switch_utils.c, switch_ivr_originate.c)."""


def words(text, limit):
    """Cut at blanks; single quotes hold together, a backslash protects; one layer of both is taken off."""
    out, place = [], 0
    while place < len(text) and len(out) < limit:
        while place < len(text) and text[place] == " ":
            place += 1
        start, quoted = place, False
        while place < len(text):
            if text[place] == "\\" and place + 1 < len(text):
                place += 1
            elif text[place] == "'":
                quoted = not quoted
            elif text[place] == " " and not quoted:
                break
            place += 1
        out.append(clean(text[start:place]))
        while place < len(text) and text[place] == " ":
            place += 1
    return out


def pieces(text, sign, limit=1000):
    """Cut at a character; single quotes hold together; the last piece allowed keeps what is left."""
    out, start, quoted, place = [], 0, False, 0
    while place < len(text):
        if text[place] == "\\" and place + 1 < len(text):
            place += 1
        elif text[place] == "'" and (quoted or "'" in text[place + 1:]):
            quoted = not quoted
        elif text[place] == sign and not quoted and len(out) < limit - 1:
            out.append(clean(text[start:place], sign))
            start = place + 1
        place += 1
    out.append(clean(text[start:], sign))
    return out


def clean(text, sign=None):
    """Takes one layer of quotes and escapes off, and the blanks around what is not quoted."""
    out, end, quoted, place = [], 0, False, 0
    text = text.lstrip(" ")
    while place < len(text):
        character, following = text[place], text[place + 1:place + 2]
        if character == "\\" and following and (following in "'\"\\nrts" or following == sign):
            out.append({"n": "\n", "r": "\r", "t": "\t", "s": " "}.get(following, following))
            end = len(out)
            place += 1
        elif character == "'" and (quoted or "'" in text[place + 1:]):
            quoted = not quoted
            if quoted:
                end = len(out)
        else:
            out.append(character)
            if character != " " or quoted:
                end = len(out)
        place += 1
    return "".join(out[:end])


def bracketed(text, opening, closing):
    """(variables, rest) of a text that begins with a bracket; None where the bracket never closes."""
    found = {}
    while text.startswith(opening):
        depth = 0
        for end, character in enumerate(text):
            depth += (character == opening) - (character == closing)
            if depth == 0:
                break
        else:
            return None
        inside, sign = text[1:end], ","
        if inside.startswith("^^") and len(inside) > 2:
            sign, inside = inside[2], inside[3:]
        for piece in pieces(inside, sign):
            pair = pieces(piece, "=", 2)
            # What has no equals sign is dropped without a word, and so is what would be expanded once more.
            if len(pair) == 2 and "${" not in pair[1]:
                found[pair[0]] = pair[1]
        text = text[end + 1:].lstrip(" ")
    return found, text


def legs(text):
    """(variables, groups): groups are tried one after the other, the legs of one group ring together."""
    outcome = bracketed(text, "{", "}")
    if outcome is None:
        return None
    variables, rest = outcome
    groups = []
    for part in rest.split(":_:"):
        for group in pieces(part, "|"):
            members = []
            for leg in pieces(group, ","):
                own = bracketed(leg, "[", "]")
                if own is None:
                    return None
                members.append(own)
            groups.append(members)
    return variables, groups
