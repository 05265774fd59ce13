#include "pg/boundary/collation.hpp"

extern "C" {
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
}

namespace automation::pg {

bool is_deterministic(Oid collation)
{
    return !OidIsValid(collation) || call([&] { return get_collation_isdeterministic(collation); });
}

bool same_text(std::string_view a, std::string_view b, Oid collation)
{
    Datum const first = text_datum(a);
    Datum const second = text_datum(b);
    return call([&] { return DatumGetBool(DirectFunctionCall2Coll(texteq, collation, first, second)); });
}

}  // namespace automation::pg
