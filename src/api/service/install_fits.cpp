/* install_fits.cpp — whether automation_install() may leave a column of another type as it is. */
#include <cstring>

#include "pg/boundary/args.hpp"
#include "pg/tables/conversion.hpp"
#include "pg/boundary/datum.hpp"

namespace automation::api {
namespace {

bool fits(std::string_view relation, std::string_view column, Oid type)
{
    for (std::size_t i = 0; i < pg::table_count; ++i) {
        auto const table = static_cast<pg::TableName>(i);
        if (relation != pg::name_of(table)) {
            continue;
        }
        std::size_t const index = pg::find_column(table, column);
        return index < pg::most_columns && !pg::columns_of(table).exact && pg::call([&] {
                   return pg::conversion_of(type, pg::columns_of(table).columns[index].kind).way !=
                          pg::Conversion::Way::none;
               });
    }
    return false;
}

}  // namespace
}  // namespace automation::api

using namespace automation;  // NOLINT(google-build-using-namespace): the body below stands outside

PG_CPP_FUNCTION(automation_install_fits)
{
    return BoolGetDatum(args.given(2) && api::fits(args.text(0, "relation"), args.text(1, "column_name"),
                                                   DatumGetObjectId(args.info()->args[2].value)));
}
