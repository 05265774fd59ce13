#include "pg/tables/conversion.hpp"

#include "pg/boundary/datum.hpp"

extern "C" {
#include "catalog/pg_collation.h"
#include "parser/parse_coerce.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
}

namespace automation::pg {

namespace {

bool is_string(Oid base)
{
    if (base == TEXTOID || base == VARCHAROID || base == BPCHAROID) {
        return true;
    }
    // citext and its kind: a value of text may be assigned, and it is text wherever text is expected.
    Oid cast = InvalidOid;
    return find_coercion_pathway(base, TEXTOID, COERCION_ASSIGNMENT, &cast) == COERCION_PATH_RELABELTYPE &&
           find_coercion_pathway(TEXTOID, base, COERCION_IMPLICIT, &cast) == COERCION_PATH_RELABELTYPE;
}

Conversion to_text(Oid type, Oid base)
{
    using enum Conversion::Way;
    if (base == TEXTOID || base == VARCHAROID) {
        return {same, InvalidOid};
    }
    Oid cast = InvalidOid;
    switch (find_coercion_pathway(TEXTOID, base, COERCION_EXPLICIT, &cast)) {
        case COERCION_PATH_RELABELTYPE:
            return {same, InvalidOid};
        case COERCION_PATH_FUNC:
            return {get_func_nargs(cast) == 1 ? function : none, cast};
        case COERCION_PATH_COERCEVIAIO: {
            bool is_varlena = false;
            getTypeOutputInfo(type, &cast, &is_varlena);
            return {output, cast};
        }
        default:
            return {};
    }
}

Conversion to_moment(Oid base)
{
    using enum Conversion::Way;
    switch (base) {
        case TIMESTAMPTZOID:
            return {same, InvalidOid};
        case TIMESTAMPOID:
            return {timestamp, InvalidOid};
        case DATEOID:
            return {date, InvalidOid};
        default:
            return {};
    }
}

Conversion to_whole(Oid base)
{
    using enum Conversion::Way;
    switch (base) {
        case INT8OID:
            return {same, InvalidOid};
        case INT4OID:
            return {int4, InvalidOid};
        case INT2OID:
            return {int2, InvalidOid};
        default:
            return {};
    }
}

/* The elements of an array are read one by one, as text. */
Conversion to_words(Oid base)
{
    Oid const element = get_element_type(base);
    bool const plain_text = element == TEXTOID || element == VARCHAROID;
    return {plain_text ? Conversion::Way::same : Conversion::Way::none, InvalidOid};
}

}  // namespace

Conversion conversion_of(Oid type, Kind kind)
{
    using enum Conversion::Way;
    if (type == type_of(kind)) {
        return {same, InvalidOid};
    }
    Oid const base = getBaseType(type);
    switch (kind) {
        case Kind::tenant:
            return {};
        case Kind::text:
            return to_text(type, base);
        case Kind::word:
            return is_string(base) ? to_text(type, base) : Conversion{};
        case Kind::moment:
            return to_moment(base);
        case Kind::whole:
            return to_whole(base);
        case Kind::words:
            return to_words(base);
        case Kind::name:
            return {};
        default:
            return {base == type_of(kind) ? same : none, InvalidOid};
    }
}

Datum convert(Conversion const &conversion, Datum value)
{
    using enum Conversion::Way;
    int beyond = 0;  // outside what the type holds: infinity
    switch (conversion.way) {
        case same:
            return value;
        case function:
            return OidFunctionCall1Coll(conversion.function, DEFAULT_COLLATION_OID, value);
        case output:
            return PointerGetDatum(cstring_to_text(OidOutputFunctionCall(conversion.function, value)));
        case timestamp:
            return TimestampTzGetDatum(timestamp2timestamptz_opt_overflow(DatumGetTimestamp(value), &beyond));
        case date:
            return TimestampTzGetDatum(date2timestamptz_opt_overflow(DatumGetDateADT(value), &beyond));
        case int4:
            return Int64GetDatum(DatumGetInt32(value));
        case int2:
            return Int64GetDatum(DatumGetInt16(value));
        case none:
            break;
    }
    elog(ERROR, "a value of this type cannot be converted");
    return Datum{0};
}

Datum read_as(Kind kind, Oid type, Datum value)
{
    if (type == type_of(kind)) {
        return value;
    }
    return call([&] {
        Conversion const conversion = conversion_of(type, kind);
        if (conversion.way == Conversion::Way::none) {
            ereport(
                ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
                errmsg("a column of type %s cannot be read as %s", format_type_be(type), format_type_be(type_of(kind))),
                errhint("Restore the type of the changed column of the extension's table."));
        }
        return convert(conversion, value);
    });
}

}  // namespace automation::pg
