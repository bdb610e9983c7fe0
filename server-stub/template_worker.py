"""Renders templates with Jinja2 in a sandbox, for poap-server-stub.

Each message is a JSON object in one line. A request is {"template": NAME, "variables": {...}, "owner": TEXT}, where
the owner of the variables is named in errors. The answer is {"text": CONFIGURATION}, or {"fault": TEXT, "is_worn":
whether this process should be replaced}. Before it, the worker asks for the templates that it needs: {"load": NAME}.
They come as {"text": TEMPLATE}, {"fault": TEXT}, or {} if there is no such file.
"""
import json
import os
import resource
import sys

try:
    import jinja2
    import jinja2.sandbox
    # Imported when they are first used, which this process will not be able to do.
    import encodings.ascii  # noqa: F401
    import encodings.unicode_escape  # noqa: F401
    import html  # noqa: F401
    import jinja2.constants  # noqa: F401
    import jinja2.debug  # noqa: F401
    import pprint  # noqa: F401
    import textwrap  # noqa: F401
except ImportError as missing:
    print(json.dumps({"fault": "Jinja2 is missing (%s): install python3-jinja2" % missing}), flush=True)
    sys.exit(1)

MOST_TEXT = 16 << 20
MOST_MEMORY = 512 << 20
MOST_SECONDS = 5
MOST_COMPILED = 100
MOST_FAULT = 800
NOBODY = 65534


class Fault(Exception):
    """Why a template cannot be rendered, for people."""


def is_unicode(text):
    """Whether UTF-8 can represent it."""
    return text == text.encode("utf-8", "replace").decode("utf-8")


class Stub:
    """The program that asks. Its answers to {"load": NAME} are kept for one request."""

    def __init__(self):
        self.loaded = {}

    def read(self):
        line = sys.stdin.buffer.readline()
        if not line:
            sys.exit(0)
        return json.loads(line)

    def write(self, message):
        sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()

    def load(self, name):
        if not is_unicode(name):
            return {}
        if name not in self.loaded:
            self.write({"load": name})
            self.loaded[name] = self.read()
        return self.loaded[name]


class Loader(jinja2.BaseLoader):
    def __init__(self, stub):
        self.stub = stub

    def get_source(self, environment, template):
        answer = self.stub.load(template)
        if "fault" in answer:
            raise Fault(answer["fault"])
        if "text" not in answer:
            raise jinja2.TemplateNotFound(template)
        return answer["text"], template, None


class CompiledTemplates(jinja2.BytecodeCache):
    """The only thing that is kept for the next request."""

    def __init__(self):
        self.codes = {}

    def load_bytecode(self, bucket):
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        if len(self.codes) >= MOST_COMPILED:
            self.codes.clear()
        self.codes[bucket.key, bucket.checksum] = bucket.code


class MissingVariable(jinja2.UndefinedError):
    pass


class Undefined(jinja2.StrictUndefined):
    """Any use of a missing variable is an error, which names it."""

    __slots__ = ()

    @property
    def _undefined_message(self):
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is jinja2.utils.missing:
            raise MissingVariable(self._undefined_name)
        if isinstance(self._undefined_obj, dict):
            if str(self._undefined_name) in self._undefined_obj:
                return "keys are text: write '%s', with quotes" % self._undefined_name
            keys = ", ".join(str(key) for key in list(self._undefined_obj)[:20])
            return "there is no '%s' in a map with the keys: %s" % (self._undefined_name, keys)
        kind = {str: "a text", int: "a number", list: "a list"}.get(type(self._undefined_obj), "a value")
        return "there is no '%s' in %s" % (self._undefined_name, kind)


def configuration(environment, request):
    """The rendered text. Raises Fault if it is too large."""
    parts = []
    size = 0
    for part in environment.get_template(request["template"]).generate(request["variables"]):
        size += len(part)
        if size > MOST_TEXT:
            break
        parts.append(part)
    text = "".join(parts)
    if size > MOST_TEXT or len(text.encode("utf-8")) > MOST_TEXT:
        raise Fault("the configuration is larger than %d bytes" % MOST_TEXT)
    return text


def cause(error, request):
    if isinstance(error, MissingVariable) and error.message in request["variables"]:
        return (" uses '%s', which an imported template does not get: import it 'with context', or pass it to the "
                "macro" % error.message)
    if isinstance(error, MissingVariable):
        return " uses '%s', which %s does not have" % (error.message, request["owner"])
    if isinstance(error, jinja2.TemplatesNotFound):
        return ": the templates folder has none of " + ", ".join(str(name) for name in error.templates[:20])
    if isinstance(error, jinja2.TemplateNotFound):
        return ": the templates folder has no %s" % error.name
    if isinstance(error, RecursionError):
        return ": nested too deeply, or includes or calls itself without end"
    if isinstance(error, MemoryError):
        return ": needs more than %d MiB of memory" % (MOST_MEMORY >> 20)
    if isinstance(error, UnicodeEncodeError):
        return ": the configuration has a character that UTF-8 cannot represent"
    return ": " + str(error).rstrip(".")


def place(error, loaded, name):
    """`NAME line N`: the innermost place in a template."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return "%s line %d" % (error.name or name, error.lineno)
    where = name
    step = error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename in loaded:
            where = "%s line %d" % (step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return where


def limit(what, most, hard=None):
    allowed = resource.getrlimit(what)[1]
    if allowed != resource.RLIM_INFINITY:
        most = min(most, allowed)
    resource.setrlimit(what, (most, allowed if hard is None else min(most, hard)))


def give_up_rights():
    """Leaves little to a template that escapes the sandbox: no new files, sockets or processes, no rights of root."""
    if os.geteuid() == 0:
        for step in (lambda: os.setgroups([]), lambda: os.setresgid(NOBODY, NOBODY, NOBODY),
                     lambda: os.setresuid(NOBODY, NOBODY, NOBODY)):
            try:
                step()
            except OSError:
                pass  # not allowed in this container, or no such user in it: the limits remain
    for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        limit(what, 0, 0)
    limit(resource.RLIMIT_AS, MOST_MEMORY, MOST_MEMORY)


def limit_time():
    """The kernel ends this process (SIGXCPU) if the next template needs too long."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + MOST_SECONDS)


def answer(stub, compiled, request):
    # A new environment, because modules and their namespaces are kept in it.
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        loader=Loader(stub), undefined=Undefined, bytecode_cache=compiled)
    try:
        return {"text": configuration(environment, request)}
    except Exception as error:
        fault = place(error, stub.loaded, request["template"]) + cause(error, request)
        return {"fault": fault[:MOST_FAULT].encode("utf-8", "replace").decode("utf-8"),
                "is_worn": isinstance(error, MemoryError)}


def main():
    stub = Stub()
    compiled = CompiledTemplates()
    give_up_rights()
    stub.write({})  # ready
    while True:
        request = stub.read()
        limit_time()
        stub.write(answer(stub, compiled, request))
        stub.loaded.clear()


main()
