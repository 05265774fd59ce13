#include "pg/result_set.hpp"

#include <array>

namespace automation::pg {

namespace {

struct Columns {
    std::array<Datum, 24> values{};
    std::array<bool, 24> nulls{};
};

Columns columns_of(std::initializer_list<Param> row)
{
    Columns columns;
    std::size_t i = 0;
    for (Param const &value : row) {
        columns.values[i] = value.value;
        columns.nulls[i] = value.null;
        ++i;
    }
    return columns;
}

}  // namespace

ResultSet::ResultSet(Args const &args)
    : args_(args), result_(reinterpret_cast<ReturnSetInfo *>(args.info()->resultinfo))
{
    call([&] { InitMaterializedSRF(args_.info(), 0); });
}

void ResultSet::add(std::initializer_list<Param> row)
{
    Columns columns = columns_of(row);
    call([&] {
        tuplestore_putvalues(result_->setResult, result_->setDesc, columns.values.data(), columns.nulls.data());
    });
}

Datum composite(Args const &args, std::initializer_list<Param> values)
{
    Columns columns = columns_of(values);
    return call([&] {
        TupleDesc shape = nullptr;
        if (get_call_result_type(args.info(), nullptr, &shape) != TYPEFUNC_COMPOSITE) {
            elog(ERROR, "the result type is no row type");
        }
        HeapTuple const row = heap_form_tuple(BlessTupleDesc(shape), columns.values.data(), columns.nulls.data());
        return HeapTupleGetDatum(row);
    });
}

}  // namespace automation::pg
