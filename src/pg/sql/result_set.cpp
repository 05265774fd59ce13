#include "pg/sql/result_set.hpp"

#include <array>

namespace automation::pg {

namespace {

struct Columns {
    std::array<Datum, 24> values{};
    std::array<bool, 24> nulls{};
};

Columns values_of(std::initializer_list<Param> row, TupleDesc shape)
{
    Columns columns;
    std::size_t i = 0;
    for (Param const &value : row) {
        bool const there = i < static_cast<std::size_t>(shape->natts);
        columns.values[i] = value.as(there ? TupleDescAttr(shape, static_cast<int>(i))->atttypid : InvalidOid);
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
    Columns columns = values_of(row, result_->setDesc);
    call([&] {
        tuplestore_putvalues(result_->setResult, result_->setDesc, columns.values.data(), columns.nulls.data());
    });
}

Datum composite(Args const &args, std::initializer_list<Param> values)
{
    TupleDesc const shape = call([&] {
        TupleDesc found = nullptr;
        if (get_call_result_type(args.info(), nullptr, &found) != TYPEFUNC_COMPOSITE) {
            elog(ERROR, "the result type is no row type");
        }
        return found;
    });
    Columns columns = values_of(values, shape);
    return call([&] {
        HeapTuple const row = heap_form_tuple(BlessTupleDesc(shape), columns.values.data(), columns.nulls.data());
        return HeapTupleGetDatum(row);
    });
}

}  // namespace automation::pg
