#include "store/date_columns.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include <string>

#include "pg/boundary/boundary.hpp"
#include "pg/extension/extension_schema.hpp"

extern "C" {
#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
}

namespace automation::store {

namespace {

bool is_date(Oid type)
{
    Oid const base = getBaseType(type);
    return base == DATEOID || base == TIMESTAMPOID || base == TIMESTAMPTZOID;
}

struct DateColumn {
    bool exists = false;
    bool is_date = false;
    char const *type = nullptr;
};

DateColumn find_column(Oid leads, char const *name)
{
    AttrNumber const number = get_attnum(leads, name);
    if (number <= 0) {
        return {};
    }
    Oid const type = get_atttype(leads, number);
    return {.exists = true, .is_date = is_date(type), .type = format_type_be(type)};
}

int count_columns(Oid relation)
{
    HeapTuple const tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
    if (!HeapTupleIsValid(tuple)) {
        return 0;
    }
    int const columns = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relnatts;
    ReleaseSysCache(tuple);
    return columns;
}

/* The columns that would do. */
std::string date_columns(Oid leads)
{
    std::string names;
    int const last = pg::call([&] { return count_columns(leads); });
    for (AttrNumber number = 1; number <= last; ++number) {
        char const *const name = pg::call([&]() -> char const * {
            Oid const type = get_atttype(leads, number);
            return OidIsValid(type) && is_date(type) ? get_attname(leads, number, true) : nullptr;
        });
        if (name != nullptr) {
            names.append(names.empty() ? "" : ", ").append(name);
        }
    }
    return names;
}

}  // namespace

void check_date_column(core::Automation const &automation)
{
    if (!automation.date || !automation.date->field.path.empty()) {
        return;
    }
    std::string const &name = automation.date->field.column;
    Oid const leads = pg::require_extension().table(pg::TableName::leads);
    DateColumn const found = pg::call([&] { return find_column(leads, name.c_str()); });
    if (!found.is_date) {
        throw core::UserError(
            "date_field cannot be " + core::quote_value(name),
            found.exists ? "The column is of type " + std::string(found.type) + "." : "Table leads has no such column.",
            "Write a key of attributes, as in \"attributes.renewal_date\", or one of the columns " +
                date_columns(leads) + ".");
    }
}

}  // namespace automation::store
