#include "pg/tables/table_shape.hpp"

#include <cstring>
#include <unordered_map>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/boundary/versions.hpp"

extern "C" {
#include "access/transam.h"
#include "catalog/pg_collation.h"
#include "parser/parse_coerce.h"
}

namespace automation::pg {

namespace {

constexpr std::size_t shapes_kept = 4096;

struct Kept {
    TableName table{};
    std::shared_ptr<RelationShape const> shape;
};
constinit NeverDestroyed<std::unordered_map<Oid, Kept>> known;

/* A shape may be in use: whoever uses it holds it. */
void on_relation_changed(Datum, Oid relation)
{
    if (relation == InvalidOid) {
        known->clear();
    } else {
        known->erase(relation);
    }
}

bool is_exact(Form_pg_attribute column, Kind kind)
{
    Oid const collation = column->attcollation;
    bool const c_collation = collation == C_COLLATION_OID && (kind == Kind::tenant || kind == Kind::name);
    bool const plain_collation = !OidIsValid(collation) || collation == DEFAULT_COLLATION_OID;
    return column->atttypid == type_of(kind) && column->atttypmod == -1 && (c_collation || plain_collation);
}

ColumnPlace place_of(Form_pg_attribute column, Kind kind)
{
    ColumnPlace place;
    place.number = column->attnum;
    place.exact = is_exact(column, kind) && column->attgenerated == '\0';
    place.generated = column->attgenerated != '\0';
    place.type = column->atttypid;
    place.typmod = column->atttypmod;
    if (kind != Kind::tenant || place.exact) {
        place.conversion = conversion_of(column->atttypid, kind);
    }
    return place;
}

/* Plain data, filled inside pg::call. */
struct Places {
    std::array<ColumnPlace, most_columns> columns{};
    char const *problem = nullptr;
    bool exact = true;
    bool foreign_code = false;
};

bool calls_foreign_code(Conversion const &conversion)
{
    return conversion.way == Conversion::Way::function && conversion.function >= FirstNormalObjectId;
}

char const *problem_of(ColumnPlace const &place, TableColumn const &column, Form_pg_attribute found, char const *table)
{
    char const *const name = column.name.data();
    if (place.conversion.way == Conversion::Way::none) {
        return psprintf("column \"%s\" of table \"%s\" is of type %s, which cannot be read as %s", name, table,
                        format_type_with_typemod(found->atttypid, found->atttypmod),
                        column.kind == Kind::tenant ? "text COLLATE \"C\"" : format_type_be(type_of(column.kind)));
    }
    if (is_virtual(found)) {
        return psprintf("column \"%s\" of table \"%s\" is a virtual generated column and must be a stored one", name,
                        table);
    }
    return nullptr;
}

Places places_of(TupleDesc shape, TableName table)
{
    Places places;
    std::span<TableColumn const> const wanted = columns_of(table).columns;
    for (int i = 0; i < shape->natts; ++i) {
        Form_pg_attribute const found = TupleDescAttr(shape, i);
        for (std::size_t c = 0; c < wanted.size() && !found->attisdropped; ++c) {
            if (wanted[c].name == NameStr(found->attname)) {
                places.columns[c] = place_of(found, wanted[c].kind);
                char const *const problem = problem_of(places.columns[c], wanted[c], found, name_of(table));
                places.problem = places.problem == nullptr ? problem : places.problem;
                places.foreign_code = places.foreign_code || calls_foreign_code(places.columns[c].conversion);
                break;
            }
        }
    }
    for (std::size_t c = 0; c < wanted.size(); ++c) {
        places.exact = places.exact && places.columns[c].exact;
        bool const lacking = places.columns[c].number == 0 && (wanted[c].marks & added) == 0;
        if (lacking && places.problem == nullptr) {
            places.problem = psprintf("table \"%s\" has no column \"%s\"", name_of(table), wanted[c].name.data());
        }
    }
    return places;
}

}  // namespace

std::shared_ptr<RelationShape const> shape_of(Relation relation, TableName table)
{
    auto &shapes = *known;
    auto const found = shapes.find(RelationGetRelid(relation));
    if (found != shapes.end() && found->second.table == table) {
        return found->second.shape;
    }
    Places const places = call([&] { return places_of(RelationGetDescr(relation), table); });
    auto shape = std::make_shared<RelationShape>();
    shape->columns = places.columns;
    shape->fits = places.problem == nullptr;
    shape->exact = places.exact;
    shape->foreign_code = places.foreign_code;
    shape->problem = places.problem == nullptr ? "" : places.problem;
    if (shapes.size() >= shapes_kept) {
        shapes.clear();
    }
    shapes.insert_or_assign(RelationGetRelid(relation), Kept{table, shape});
    return shape;
}

ColumnPlace column_named(Relation relation, char const *name, Kind kind)
{
    TupleDesc const shape = RelationGetDescr(relation);
    int const number = SPI_fnumber(shape, name);
    if (number <= 0) {
        return {};
    }
    return call([&] {
        Form_pg_attribute const found = TupleDescAttr(shape, number - 1);
        ColumnPlace place = place_of(found, kind);
        if (is_virtual(found)) {
            place.conversion = {};
        }
        return place;
    });
}

std::string cast_to_column(Oid relation, char const *column, Oid from)
{
    return call([&]() -> char const * {
        AttrNumber const number = get_attnum(relation, column);
        Oid const type = number == InvalidAttrNumber ? InvalidOid : get_atttype(relation, number);
        if (!OidIsValid(type) || can_coerce_type(1, &from, &type, COERCION_ASSIGNMENT)) {
            return "";
        }
        // As text: an enum and many others can be read from it.
        return psprintf("::text::%s", format_type_be_qualified(type));
    });
}

void watch_shapes()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
}

}  // namespace automation::pg
