"""As much Lua as it takes to run the one-liners that `api lua ~…` is given: calls of the cache module, conditions, loops."""
import re

TOKEN = re.compile(r"""\s*(?:(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\.\.|==|~=|[-=,;.:(){}\[\]#]))""", re.S)


class Failure(Exception):
    pass


class Script:
    """Each statement is parsed and, where `live`, carried out in the same breath."""

    def __init__(self, text, modules):
        self.modules, self.output = modules, []
        self.tokens, place = [], 0
        text = text.rstrip()
        while place < len(text):
            found = TOKEN.match(text, place)
            if not found:
                raise Failure("near '%s'" % text[place:place + 20].strip())
            kind = found.lastgroup
            value = found[kind]
            if kind == "string":
                value = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), value[1:-1])
            self.tokens.append((kind, value))
            place = found.end()
        self.place = 0
        self.names = {"require": self.require, "tostring": self.tostring, "ipairs": lambda items: items,
                      "stream": {"write": lambda _, *texts: self.output.extend(map(self.tostring, texts))}}

    def run(self):
        self.block(True)
        if self.place < len(self.tokens):
            raise Failure("near '%s'" % self.tokens[self.place][1])
        return "".join(self.output)

    def require(self, name):
        if name not in self.modules:
            raise Failure("module '%s' not found" % name)
        return self.modules[name]

    @staticmethod
    def tostring(value):
        return {None: "nil", True: "true", False: "false"}.get(value, value) if not isinstance(value, (dict, list)) else "table"

    def peek(self, *wanted):
        return self.place < len(self.tokens) and self.tokens[self.place][0] in ("name", "sign") and self.tokens[self.place][1] in wanted

    def take(self, *wanted):
        if self.peek(*wanted):
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def need(self, *wanted):
        if not self.take(*wanted):
            raise Failure("'%s' expected" % wanted[0])

    def name(self):
        if self.place >= len(self.tokens) or self.tokens[self.place][0] != "name":
            raise Failure("name expected")
        self.place += 1
        return self.tokens[self.place - 1][1]

    def block(self, live):
        while self.place < len(self.tokens) and not self.peek("end", "else", "elseif"):
            if not self.take(";"):
                self.statement(live)

    def statement(self, live):
        if self.take("if"):
            return self.condition(live)
        if self.take("for"):
            return self.loop(live)
        if self.take("local") or (self.place + 1 < len(self.tokens) and self.tokens[self.place + 1] == ("sign", "=")):
            name = self.name()
            self.need("=")
            value = self.expression(live)
            if live:
                self.names[name] = value
            return None
        return self.expression(live)

    def condition(self, live):
        taken = bool(self.expression(live))
        self.need("then")
        self.block(live and taken)
        if self.take("elseif"):
            return self.condition(live and not taken)
        if self.take("else"):
            self.block(live and not taken)
        return self.need("end")

    def loop(self, live):
        key = self.name()
        value = self.name() if self.take(",") else None
        self.need("in")
        items = self.expression(live) or []
        self.need("do")
        start = self.place
        for index, item in enumerate(items if live else []):
            self.names[key] = index + 1
            if value:
                self.names[value] = item
            self.place = start
            self.block(True)
        if not (live and items):
            self.block(False)
        self.need("end")

    def expression(self, live):
        left = self.term(live)
        while operator := self.take("..", "==", "~=", "and", "or"):
            right = self.term(live and (operator not in ("and", "or") or bool(left) == (operator == "and")))
            if operator == "..":
                left = self.tostring(left) + self.tostring(right) if live else None
            elif operator in ("==", "~="):
                left = (left == right) == (operator == "==")
            else:
                left = right if bool(left) == (operator == "and") else left
        return left

    def term(self, live):
        if self.take("not"):
            return not self.term(live)
        if self.place >= len(self.tokens):
            raise Failure("unexpected end")
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "string" or kind == "number":
            return text
        if text == "{":
            items = []
            while not self.take("}"):
                items.append(self.expression(live))
                self.take(",", ";")
            return items
        if text == "(":
            value = self.expression(live)
            self.need(")")
        elif kind == "name":
            value = {"true": True, "false": False, "nil": None}[text] if text in ("true", "false", "nil") else self.names.get(text)
        else:
            raise Failure("near '%s'" % text)
        return self.suffixes(value, live)

    def suffixes(self, value, live):
        while True:
            owner = None
            if mark := self.take(".", ":"):
                owner = value if mark == ":" else None
                member = self.name()
                if live and (not isinstance(value, dict) or member not in value):
                    raise Failure("attempt to index field '%s'" % member)
                value = value[member] if live else None
                if mark == ".":
                    continue
            if self.take("("):
                values = [] if owner is None else [owner]
                while not self.take(")"):
                    values.append(self.expression(live))
                    self.take(",")
            elif self.place < len(self.tokens) and self.tokens[self.place][0] == "string":
                values = ([] if owner is None else [owner]) + [self.tokens[self.place][1]]
                self.place += 1
            else:
                return value
            if live and not callable(value):
                raise Failure("attempt to call a nil value")
            value = value(*values) if live else None
