#include "api/jsonb_rows.hpp"

namespace automation::api {

JsonbRows::JsonbRows(pg::Args const &args)
    : args_(args), result_(reinterpret_cast<ReturnSetInfo *>(args.info()->resultinfo))
{
    // The caller's description: setof jsonb is no row type that could be looked up.
    pg::call([&] { InitMaterializedSRF(args_.info(), MAT_SRF_USE_EXPECTED_DESC); });
}

void JsonbRows::add(std::string_view json)
{
    Datum value = pg::jsonb_datum(json);
    bool null = false;
    pg::call([&] { tuplestore_putvalues(result_->setResult, result_->setDesc, &value, &null); });
}

}  // namespace automation::api
