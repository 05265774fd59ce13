"""server.py — a REST gateway of the tests' own on 127.0.0.1, which speaks the part of PostgREST's protocol that clients use:
tables and views with filters, functions, tokens, preferences, errors.

    PGHOST=… PGPORT=… PGDATABASE=… python3 server.py --port-file FILE --secret SECRET [--schema api] [--anon ROLE]
        [--user authenticator] [--seconds 300]

Writes {"port": …} into FILE. Each request is one transaction as the role of its token. Ends after so many seconds.
"""
import argparse
import json
import os
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg2
from psycopg2.sql import SQL

import errors
import statements
from catalog import Catalog
from tokens import claims_of

MOST_BYTES = 1 << 20
SINGLE = "application/vnd.pgrst.object+json"


class Request:
    """What a handler has read of a request."""

    def __init__(self, handler):
        parts = urlsplit(handler.path)
        self.method, self.path = handler.command, unquote(parts.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        self.parameters = {k: v for k, v in pairs if k in statements.RESERVED}
        self.others = [(k, v) for k, v in pairs if k not in statements.RESERVED]
        self.headers = handler.headers
        self.prefer = {p.strip() for p in self.headers.get("Prefer", "").split(",")}
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            raise errors.ApiError(413, "PGRST000", "The body is too large")
        self.body = handler.rfile.read(length).decode() or "{}"
        profile = self.headers.get("Accept-Profile" if self.reads else "Content-Profile")
        if profile not in (None, handler.options.schema):
            raise errors.ApiError(406, "PGRST106", f"Invalid schema: {profile}")

    @property
    def reads(self):
        return self.method in ("GET", "HEAD")

    @property
    def wants_rows(self):
        return self.reads or "return=representation" in self.prefer

    @property
    def wants_one(self):
        return self.headers.get("Accept", "").startswith(SINGLE)

    def accepts(self, media_type):
        return media_type is not None and media_type in [t.partition(";")[0].strip() for t in self.headers.get("Accept", "").split(",")]

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            raise errors.ApiError(400, "PGRST102", "Empty or invalid json") from None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    options = None

    def log_message(self, *_):
        pass

    def handle_request(self):
        try:
            status, body, headers = self.answer()
        except errors.ApiError as error:
            headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
            status, body = error.status, json.dumps(error.body)
        content = body.encode() if body is not None else b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None and "Content-Type" not in headers:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = handle_request

    def answer(self):
        request = Request(self)
        claims, authenticated = claims_of(self.headers.get("Authorization"), self.options.secret, self.options.anon)
        try:
            with closing(psycopg2.connect(user=self.options.user, options="-c statement_timeout=30s")) as session:
                with session, session.cursor() as cursor:
                    catalog = Catalog.read(cursor, self.options.schema)
                    return self.in_transaction(session, cursor, request, claims, catalog)
        except psycopg2.Error as error:
            raise errors.from_postgres(error, authenticated) from None

    def in_transaction(self, session, cursor, request, claims, catalog):
        name = request.path.strip("/")
        source, function = (self.options.schema, name), None
        if name.startswith("rpc/"):
            function = self.function_of(request, catalog, name.removeprefix("rpc/"))
        elif name not in catalog.relations:
            raise errors.unknown_relation(*source)
        session.commit()
        if request.reads or (function and not function.volatile):
            cursor.execute("set transaction read only")
        cursor.execute("select set_config('search_path', %s, true), set_config('role', %s, true), "
                       "set_config('request.jwt.claims', %s, true), set_config('request.method', %s, true), "
                       "set_config('request.path', %s, true)",
                       [f'"{self.options.schema}", public', claims["role"], json.dumps(claims), request.method, request.path])
        if function:
            return self.call(cursor, request, function)
        return self.table(cursor, request, source, catalog.relations[name])

    def function_of(self, request, catalog, name):
        if request.method not in ("GET", "HEAD", "POST"):
            raise errors.ApiError(405, "PGRST101", f"Cannot use the {request.method} method on RPC")
        if request.reads:
            known = {p for f in catalog.functions if f.name == name for p in f.parameters}
            given = {k: v for k, v in request.others if k in known}
            request.others = [(k, v) for k, v in request.others if k not in known]
            request.body = json.dumps(given)
        arguments = request.json()
        keys = list(arguments) if isinstance(arguments, dict) else []
        function = catalog.function(name, keys)
        if function is None:
            raise errors.unknown_function(self.options.schema, name, keys)
        return function

    def call(self, cursor, request, function):
        keys = [] if function.takes_body else list(request.json())
        statement = statements.call(self.options.schema, function, keys, request.body, request.parameters, request.others)
        if function.returns_rows:
            return self.rows(cursor, statement, request, 200)
        if request.accepts(function.media_type):
            cursor.execute(SQL("select value::text from (") + statement + SQL(") _"))
            return 200, cursor.fetchone()[0], {"Content-Type": f"{function.media_type}; charset=utf-8"}
        result = "json_agg(value)" if function.returns_set else "to_json(value)"
        cursor.execute(SQL("select coalesce(({}), 'null')::text").format(
            SQL(f"select {result} from (") + statement + SQL(") _")))
        return (204, None, {}) if function.returns_nothing else (200, cursor.fetchone()[0], {})

    def rows(self, cursor, statement, request, status):
        cursor.execute(statements.as_json(statement))
        body, count = cursor.fetchone()
        if request.wants_one:
            if count != 1:
                raise errors.not_single(count)
            body = json.dumps(json.loads(body)[0])
        first = int(request.parameters.get("offset", 0))
        shown = f"{first}-{first + count - 1}" if count else "*"
        return status, body, {"Content-Range": f"{shown}/{self.total(cursor, request)}"}

    def total(self, cursor, request):
        if "count=exact" not in request.prefer or not request.reads:
            return "*"
        source = (self.options.schema, request.path.strip("/"))
        cursor.execute(statements.as_json(statements.read(source, {}, request.others)))
        return cursor.fetchone()[1]

    def table(self, cursor, request, source, types):
        if request.reads:
            return self.rows(cursor, statements.read(source, request.parameters, request.others), request, 200)
        if request.method == "DELETE":
            statement = statements.delete(source, request.others, request.parameters)
        else:
            statement = self.write(request, source, types)
        if request.wants_rows:
            return self.rows(cursor, statement, request, 201 if request.method == "POST" else 200)
        cursor.execute(statements.as_json(statement))
        return 201 if request.method == "POST" else 204, None, {}

    def write(self, request, source, types):
        body = request.json()
        many = isinstance(body, list)
        first = (body[0] if body else {}) if many else body
        columns = statements.names_in(request.parameters["columns"]) if "columns" in request.parameters else list(first)
        for column in columns:
            if column not in types:
                raise errors.unknown_column(source[1], column)
        if request.method == "POST":
            return statements.insert(source, types, columns, request.body, many, request.parameters)
        return statements.update(source, types, columns, request.body, request.others, request.parameters)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--schema", default="api")
    parser.add_argument("--anon", default="")
    parser.add_argument("--user", default="authenticator")
    parser.add_argument("--seconds", type=float, default=300)
    Handler.options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    timer = threading.Timer(Handler.options.seconds, os._exit, [0])
    timer.daemon = True
    timer.start()
    with open(Handler.options.port_file + ".new", "w", encoding="utf-8") as file:
        json.dump({"port": server.server_address[1]}, file)
    os.replace(Handler.options.port_file + ".new", Handler.options.port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
