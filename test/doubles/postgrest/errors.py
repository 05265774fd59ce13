"""Errors as PostgREST answers them: an HTTP status, and JSON with code, message, details and hint."""

# From SQLSTATEs to HTTP statuses; the longest beginning counts, and anything else is a 400.
STATUS = {
    "08": 503, "09": 500, "0L": 403, "0P": 403, "23503": 409, "23505": 409, "25006": 405, "25": 500, "28": 403, "2D": 500,
    "38": 500, "39": 500, "3B": 500, "40": 500, "53400": 500, "53": 503, "54": 500, "55": 500, "57": 500, "58": 500,
    "F0": 500, "HV": 500, "P0001": 400, "P0": 500, "XX": 500, "42883": 404, "42P01": 404, "42P17": 500}


class ApiError(Exception):
    def __init__(self, status, code, message, details=None, hint=None):
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "details": details, "hint": hint}


def from_postgres(error, authenticated):
    """The answer to an error of the server's; without a token, a missing privilege asks for one."""
    code = error.pgcode or "08006"
    beginnings = [b for b in STATUS if code.startswith(b)]
    status = STATUS[max(beginnings, key=len)] if beginnings else 400
    if code == "42501":
        status = 403 if authenticated else 401
    diag = error.diag
    return ApiError(status, code, diag.message_primary or str(error), diag.message_detail, diag.message_hint)


def not_single(rows):
    return ApiError(406, "PGRST116", "Cannot coerce the result to a single JSON object", f"The result contains {rows} rows")


def bad_filter(text):
    return ApiError(400, "PGRST100", f'"failed to parse filter ({text})"')


def unknown_relation(schema, name):
    return ApiError(404, "PGRST205", f"Could not find the table '{schema}.{name}' in the schema cache")


def unknown_column(relation, column):
    return ApiError(400, "PGRST204", f"Could not find the '{column}' column of '{relation}' in the schema cache")


def unknown_function(schema, name, keys):
    called = f"{schema}.{name}({', '.join(keys)})" if keys else f"{schema}.{name}"
    return ApiError(404, "PGRST202", f"Could not find the function {called} in the schema cache",
                    f"Searched for the function {schema}.{name} with parameters {', '.join(keys) or 'none'}, "
                    "but no matches were found in the schema cache.")
