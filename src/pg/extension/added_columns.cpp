#include "pg/extension/added_columns.hpp"

#include "pg/boundary/boundary.hpp"
#include "pg/extension/extension_schema.hpp"

extern "C" {
#include "utils/lsyscache.h"
}

namespace automation::pg {

bool has_column(TableName table, std::string const &column)
{
    Oid const relation = require_extension().table(table);
    return call([&] { return get_attnum(relation, column.c_str()) != InvalidAttrNumber; });
}

}  // namespace automation::pg
