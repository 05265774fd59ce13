/* conversion.hpp — how a value of the type that a column has becomes the type that is read.
 *
 * A value is never interpreted as another type: it is of the type read, is converted as SQL would convert it, or is
 * refused.
 */
#pragma once
#include <optional>
#include <string_view>

#include "pg/boundary/boundary.hpp"
#include "pg/tables/table_columns.hpp"

namespace automation::pg {

struct Conversion {
    enum class Way : std::uint8_t { none, same, function, output, timestamp, date, int4, int2 };
    Way way = Way::none;
    Oid function = InvalidOid;  ///< of a cast, or the type's output function
};

/** The type of the install script. */
[[nodiscard]] constexpr Oid type_of(Kind kind) noexcept
{
    switch (kind) {
        case Kind::tenant:
        case Kind::text:
        case Kind::word:
            return TEXTOID;
        case Kind::whole:
            return INT8OID;
        case Kind::small:
            return INT4OID;
        case Kind::boolean:
            return BOOLOID;
        case Kind::moment:
            return TIMESTAMPTZOID;
        case Kind::document:
            return JSONBOID;
        case Kind::words:
            return TEXTARRAYOID;
        case Kind::span:
            return INTERVALOID;
        case Kind::clock:
            return TIMEOID;
        case Kind::day:
            return DATEOID;
        case Kind::days:
            return DATEARRAYOID;
        case Kind::bytes:
            return BYTEAOID;
        case Kind::object:
            return OIDOID;
        case Kind::name:
            return NAMEOID;
        case Kind::shorts:
            return INT2ARRAYOID;
        case Kind::smalls:
            return INT4ARRAYOID;
    }
    return InvalidOid;
}

/** How a value of `type` is read as `kind`; Way::none where it cannot be. Reads catalogs: inside pg::call. */
[[nodiscard]] Conversion conversion_of(Oid type, Kind kind);

/** The value as the type of the kind. What is converted is palloc'd. Inside pg::call. */
[[nodiscard]] Datum convert(Conversion const &conversion, Datum value);

/** The value of a column of `type`, read as `kind`: an Error with 42804 where that cannot be. */
[[nodiscard]] Datum read_as(Kind kind, Oid type, Datum value);

}  // namespace automation::pg
