"""From a request to one statement, in the form of PostgREST's: values are parameters, names are quoted."""
from psycopg2.sql import SQL, Composed, Identifier, Literal

import errors

OPERATORS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "like", "ilike": "ilike"}
RESERVED = {"select", "order", "limit", "offset", "columns"}


def names_in(text):
    return [name.strip().strip('"') for name in text.split(",") if name.strip()]


def _list(parts, separator=", "):
    return SQL(separator).join(parts)


def condition(source, column, text):
    """One filter: column=operator.value, perhaps after "not."."""
    negated = text.startswith("not.")
    operator, dot, value = text.removeprefix("not.").partition(".")
    place = Identifier(*source, column)
    if not dot:
        raise errors.bad_filter(text)
    if operator == "is" and value in ("null", "true", "false"):
        found = SQL("{} is {}").format(place, SQL(value))
    elif operator == "in" and value.startswith("(") and value.endswith(")"):
        found = SQL("{} = any ({})").format(place, Literal("{" + value[1:-1] + "}"))
    elif operator in OPERATORS:
        value = value.replace("*", "%") if operator.endswith("like") else value
        found = SQL("{} {} {}").format(place, SQL(OPERATORS[operator]), Literal(value))
    else:
        raise errors.bad_filter(text)
    return SQL("not ({})").format(found) if negated else found


def where(source, filters):
    found = [condition(source, column, text) for column, text in filters]
    return SQL(" where ") + _list(found, " and ") if found else SQL("")


def chosen(source, parameters):
    names = names_in(parameters.get("select", "*"))
    return _list([Identifier(*source) + SQL(".*") if n == "*" else Identifier(*source, n) for n in names])


def tail(source, parameters):
    """ORDER BY, LIMIT and OFFSET."""
    found = SQL("")
    if "order" in parameters:
        terms = []
        for term in parameters["order"].split(","):
            name, *words = term.split(".")
            if set(words) - {"asc", "desc", "nullsfirst", "nullslast"}:
                raise errors.bad_filter(term)
            spelled = " ".join(words).replace("nulls", "nulls ")
            terms.append(Identifier(*source, name) + SQL(" " + spelled))
        found += SQL(" order by ") + _list(terms)
    for word in ("limit", "offset"):
        if word in parameters:
            found += SQL(f" {word} ") + Literal(int(parameters[word]))
    return found


def as_json(source):
    """The rows of a statement as one text, and their number."""
    return SQL("with pgrst_source as ({}) select coalesce(json_agg(_), '[]')::text, count(*) from pgrst_source _").format(source)


def read(source, parameters, filters):
    return SQL("select {} from {}").format(chosen(source, parameters), Identifier(*source)) + where(source, filters) \
        + tail(source, parameters)


def _body(columns, types, body, many):
    form = SQL("json_to_recordset" if many else "json_to_record")
    typed = [Identifier(c) + SQL(" " + types[c]) for c in columns]
    return SQL("{}({}) as _ ({})").format(form, Literal(body), _list(typed)) if typed else None


def insert(source, types, columns, body, many, parameters):
    given = _body(columns, types, body, many)
    listed = _list([Identifier(c) for c in columns])
    values = SQL("({}) select {} from {}").format(listed, listed, given) if given else SQL("default values")
    return SQL("insert into {} {} returning {}").format(Identifier(*source), values, chosen(source, parameters))


def update(source, types, columns, body, filters, parameters):
    sets = _list([SQL("{} = pgrst_body.{}").format(Identifier(c), Identifier(c)) for c in columns])
    given = _body(columns, types, body, False)
    return SQL("update {} set {} from (select * from {}) pgrst_body").format(Identifier(*source), sets, given) \
        + where(source, filters) + SQL(" returning ") + chosen(source, parameters)


def delete(source, filters, parameters):
    return SQL("delete from {}").format(Identifier(*source)) + where(source, filters) + SQL(" returning ") \
        + chosen(source, parameters)


def call(schema, function, keys, body, parameters, filters):
    """The call with the body's values as named arguments; of rows, the filters and the tail apply to the result."""
    name, source = Identifier(schema, function.name), ("pgrst_call",)
    if function.takes_body:
        arguments, given = Literal(body), SQL("(select) pgrst_args")
    else:
        arguments = _list([SQL("{} => pgrst_args.{}").format(Identifier(k), Identifier(k)) for k in keys])
        given = _body(keys, function.parameters, body, False)
        given = SQL("(select * from {}) pgrst_args").format(given) if given else SQL("(select) pgrst_args")
    called = SQL("{}({})").format(name, arguments)
    if not function.returns_rows:
        return Composed([SQL("select {} as value from {}").format(called, given)])
    rows = SQL("select pgrst_call.* from {}, lateral {} pgrst_call").format(given, called)
    return SQL("select {} from ({}) pgrst_call").format(chosen(source, parameters), rows) + where(source, filters) \
        + tail(source, parameters)
