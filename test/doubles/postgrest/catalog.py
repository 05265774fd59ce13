"""What the schema has: the columns of its relations, the parameters of its functions."""
from dataclasses import dataclass, field

RELATIONS = """
select c.relname, array_agg(a.attname::text order by a.attnum), array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum)
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
 group by c.relname"""

FUNCTIONS = """
select p.proname, coalesce(p.proargnames[1:p.pronargs], array_fill(''::text, array[p.pronargs::int])),
       array(select format_type(t, null) from unnest(p.proargtypes) with ordinality t (t, o) order by o),
       p.pronargs - p.pronargdefaults, p.proretset, t.typtype = 'c' or p.prorettype = 'record'::regtype, p.prorettype = 'void'::regtype,
       p.provolatile = 'v', case when t.typtype = 'd' and t.typname ~ '^[a-z0-9.-]+/[a-z0-9.+-]+$' then t.typname end
  from pg_proc p
  join pg_type t on t.oid = p.prorettype
 where p.pronamespace = %s::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype"""


@dataclass
class Function:
    name: str
    parameters: dict  # name: type
    required: list
    returns_set: bool
    returns_rows: bool
    returns_nothing: bool
    volatile: bool
    media_type: str  # of a domain that is named as one

    @property
    def takes_body(self):
        return list(self.parameters.items()) in ([("", "json")], [("", "jsonb")])

    def takes(self, keys):
        return not self.takes_body and set(self.required) <= set(keys) <= set(self.parameters)


@dataclass
class Catalog:
    relations: dict = field(default_factory=dict)  # name: {column: type}
    functions: list = field(default_factory=list)

    @classmethod
    def read(cls, cursor, schema):
        catalog = cls()
        cursor.execute(RELATIONS, [schema])
        for name, columns, types in cursor.fetchall():
            catalog.relations[name] = dict(zip(columns, types))
        cursor.execute(FUNCTIONS, [schema])
        for name, names, types, required, *rest in cursor.fetchall():
            catalog.functions.append(Function(name, dict(zip(names, types)), names[:required], *rest))
        return catalog

    def function(self, name, keys):
        """The one with these parameters, else one that takes the whole body, else None."""
        named = [f for f in self.functions if f.name == name]
        return next((f for f in named if f.takes(keys)), next((f for f in named if f.takes_body), None))
