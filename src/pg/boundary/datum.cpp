#include "pg/boundary/datum.hpp"

#include <algorithm>

namespace automation::pg {

std::string_view view_of(Datum text) noexcept
{
    auto const *const value = reinterpret_cast<varlena const *>(DatumGetPointer(text));
    return {VARDATA_ANY(value), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(value))};
}

std::string to_string(Datum text)
{
    auto *const plain =
        call([&] { return pg_detoast_datum_packed(reinterpret_cast<varlena *>(DatumGetPointer(text))); });
    return std::string(view_of(PointerGetDatum(plain)));
}

Datum text_datum(std::string_view text)
{
    return call([&] { return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size()))); });
}

Datum jsonb_datum(std::string_view json)
{
    return call([&] {
        char *const terminated = pnstrdup(json.data(), json.size());
        return DirectFunctionCall1(jsonb_in, CStringGetDatum(terminated));
    });
}

std::string jsonb_to_string(Datum jsonb)
{
    char const *const text = call([&] {
        Jsonb *const value = DatumGetJsonbP(jsonb);
        return JsonbToCString(nullptr, &value->root, VARSIZE(value));
    });
    return text;
}

core::Micros to_micros(Datum interval)
{
    // PostgreSQL has longer ones than microseconds can count; what is added to a moment must not overflow either.
    constexpr std::int64_t most_days = 36'500'000;
    Interval const *const span = DatumGetIntervalP(interval);
    std::int64_t const days = std::clamp(span->day + std::int64_t{30} * span->month, -most_days, most_days);
    constexpr core::Micros most_time = std::chrono::hours(24) * most_days;
    return std::clamp(core::Micros(span->time), -most_time, most_time) + std::chrono::hours(24) * days;
}

namespace {

/** Builds a one-dimensional array; `element(i, &isnull)` gives the datums and may palloc. */
template <class Element>
Datum build_array(std::size_t count, Oid type, Element &&element)
{
    return call([&] {
        auto *const values = static_cast<Datum *>(palloc(sizeof(Datum) * (count + 1)));
        auto *const nulls = static_cast<bool *>(palloc0(count + 1));
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = element(i, &nulls[i]);
        }
        int dims[1] = {static_cast<int>(count)};
        int bounds[1] = {1};
        bool const by_value = type == INT8OID || type == TIMESTAMPTZOID;
        return PointerGetDatum(construct_md_array(values, nulls, count == 0 ? 0 : 1, dims, bounds, type,
                                                  by_value ? 8 : -1, by_value,
                                                  by_value ? TYPALIGN_DOUBLE : TYPALIGN_INT));
    });
}

}  // namespace

Datum int8_array(std::span<std::int64_t const> values)
{
    return build_array(values.size(), INT8OID, [&](std::size_t i, bool *) { return Int64GetDatum(values[i]); });
}

Datum int8_array(std::span<std::optional<std::int64_t> const> values)
{
    return build_array(values.size(), INT8OID, [&](std::size_t i, bool *isnull) {
        *isnull = !values[i].has_value();
        return Int64GetDatum(values[i].value_or(0));
    });
}

Datum timestamp_array(std::span<std::optional<core::Instant> const> values)
{
    return build_array(values.size(), TIMESTAMPTZOID, [&](std::size_t i, bool *isnull) {
        *isnull = !values[i].has_value();
        return TimestampTzGetDatum(values[i] ? to_timestamp(*values[i]) : 0);
    });
}

Datum text_array(std::span<std::string const> values)
{
    return build_array(values.size(), TEXTOID, [&](std::size_t i, bool *) {
        return PointerGetDatum(cstring_to_text_with_len(values[i].data(), static_cast<int>(values[i].size())));
    });
}

Datum text_array(std::span<std::optional<std::string> const> values)
{
    return build_array(values.size(), TEXTOID, [&](std::size_t i, bool *isnull) {
        if (!values[i]) {
            *isnull = true;
            return Datum{0};
        }
        return PointerGetDatum(cstring_to_text_with_len(values[i]->data(), static_cast<int>(values[i]->size())));
    });
}

std::vector<std::string> strings_of(Datum text_array)
{
    struct Elements {
        Datum *values;
        bool *nulls;
        int count;
    };
    auto const elements = call([&] {
        Elements found{};
        ArrayType *const array = DatumGetArrayTypeP(text_array);
        Oid const element = ARR_ELEMTYPE(array);
        if (element != TEXTOID && element != VARCHAROID) {
            elog(ERROR, "an array of %s cannot be read as one of text", format_type_be(element));
        }
        deconstruct_array(array, element, -1, false, TYPALIGN_INT, &found.values, &found.nulls, &found.count);
        return found;
    });
    std::vector<std::string> strings;
    for (int i = 0; i < elements.count; ++i) {
        if (!elements.nulls[i]) {
            strings.push_back(to_string(elements.values[i]));
        }
    }
    return strings;
}

}  // namespace automation::pg
