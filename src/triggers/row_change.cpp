#include "triggers/row_change.hpp"

namespace automation::triggers {

namespace {

/* The value as the column's type holds it. Inside pg::call. */
Datum as_stored(pg::ColumnPlace const &place, pg::Kind kind, Datum value)
{
    if (place.exact || (place.type == pg::type_of(kind) && place.typmod == -1)) {
        return value;
    }
    Oid output = InvalidOid;
    bool is_varlena = false;
    getTypeOutputInfo(pg::type_of(kind), &output, &is_varlena);
    Oid input = InvalidOid;
    Oid parameter = InvalidOid;
    getTypeInputInfo(place.type, &input, &parameter);
    return OidInputFunctionCall(input, OidOutputFunctionCall(output, value), parameter, place.typmod);
}

}  // namespace

void RowChange::put(pg::ColumnPlace const &place, pg::Kind kind, Datum value, bool null)
{
    row_ = pg::call([&] {
        int column = place.number;
        Datum stored = null ? Datum{0} : as_stored(place, kind, value);
        bool is_null = null;
        return heap_modify_tuple_by_cols(row_, trigger_.shape(), 1, &column, &stored, &is_null);
    });
}

}  // namespace automation::triggers
