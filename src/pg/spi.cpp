#include "pg/spi.hpp"

#include <exception>
#include <utility>

#include "pg/home.hpp"

namespace automation::pg {

Spi::Spi() : exceptions_(std::uncaught_exceptions())
{
    call([] {
        if (SPI_connect_ext(0) != SPI_OK_CONNECT) {
            elog(ERROR, "SPI_connect failed");
        }
    });
}

Spi::~Spi()
{
    if (std::uncaught_exceptions() == exceptions_) {
        SPI_finish();
    }
}

namespace {

std::string qualified(std::string_view sql, std::string const &prefix)
{
    constexpr std::string_view placeholder = "@home@.";
    std::string text;
    while (true) {
        std::size_t const at = sql.find(placeholder);
        text.append(sql.substr(0, at));
        if (at == std::string_view::npos) {
            return text;
        }
        text.append(prefix);
        sql.remove_prefix(at + placeholder.size());
    }
}

Rows run(SPIPlanPtr plan, std::initializer_list<Param> params, bool fresh)
{
    std::array<Datum, 24> values{};
    std::array<char, 25> nulls{};
    std::size_t i = 0;
    for (Param const &param : params) {
        values[i] = param.value;
        nulls[i] = param.null ? 'n' : ' ';
        ++i;
    }
    return call([&]() -> Rows {
        int result = 0;
        if (fresh) {
            Snapshot const snapshot = RegisterSnapshot(GetLatestSnapshot());
            result = SPI_execute_snapshot(plan, values.data(), nulls.data(), snapshot, InvalidSnapshot, true, false, 0);
            UnregisterSnapshot(snapshot);
        } else {
            result = SPI_execute_plan(plan, values.data(), nulls.data(), false, 0);
        }
        if (result < 0) {
            elog(ERROR, "SPI_execute_plan failed: %s", SPI_result_code_string(result));
        }
        return {SPI_tuptable, SPI_processed};
    });
}

}  // namespace

SPIPlanPtr Statement::plan()
{
    Home const &where = home();
    if (plan_ != nullptr && generation_ == where.generation) {
        return plan_;
    }
    std::string const sql = qualified(sql_, where.prefix);
    SPIPlanPtr const stale = std::exchange(plan_, nullptr);
    plan_ = call([&] {
        if (stale != nullptr) {
            SPI_freeplan(stale);
        }
        SPIPlanPtr const prepared = SPI_prepare(sql.c_str(), parameters_, types_.data());
        if (prepared == nullptr) {
            elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
        }
        SPI_keepplan(prepared);
        return prepared;
    });
    generation_ = where.generation;
    return plan_;
}

Rows execute(Statement &statement, std::initializer_list<Param> params)
{
    return run(statement.plan(), params, false);
}

Rows execute_fresh(Statement &statement, std::initializer_list<Param> params)
{
    return run(statement.plan(), params, true);
}

Rows execute_with(std::string const &sql, std::span<int const> types, std::span<Param const> params)
{
    std::vector<Oid> oids;
    std::vector<Datum> values;
    std::string nulls;
    for (std::size_t i = 0; i < params.size(); ++i) {
        oids.push_back(static_cast<Oid>(types[i]));
        values.push_back(params[i].value);
        nulls += params[i].null ? 'n' : ' ';
    }
    return call([&]() -> Rows {
        int const result = SPI_execute_with_args(sql.c_str(), static_cast<int>(params.size()), oids.data(),
                                                 values.data(), nulls.data(), false, 0);
        if (result < 0) {
            elog(ERROR, "SPI_execute_with_args failed: %s", SPI_result_code_string(result));
        }
        return {SPI_tuptable, SPI_processed};
    });
}

Rows execute_plain(std::string const &sql)
{
    return call([&]() -> Rows {
        int const result = SPI_execute(sql.c_str(), false, 0);
        if (result < 0) {
            elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(result));
        }
        return {SPI_tuptable, SPI_processed};
    });
}

Given execute_given(std::string const &sql)
{
    return call([&] {
        int const result = SPI_execute(sql.c_str(), false, 0);
        if (result == SPI_ERROR_TRANSACTION) {
            return Given::ends_transaction;
        }
        if (result == SPI_ERROR_COPY) {
            return Given::copies_to_client;
        }
        if (result < 0) {
            elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(result));
        }
        return Given::done;
    });
}

std::optional<Datum> Row::datum(int column) const noexcept
{
    bool isnull = false;
    Datum const value = SPI_getbinval(tuple_, shape_, column, &isnull);
    return isnull ? std::nullopt : std::optional(value);
}

std::optional<std::int64_t> Row::maybe_integer(int column) const noexcept
{
    auto const value = datum(column);
    return value ? std::optional<std::int64_t>(DatumGetInt64(*value)) : std::nullopt;
}

std::string Row::text(int column) const
{
    auto const value = datum(column);
    return value ? to_string(*value) : std::string();
}

core::Text Row::maybe_text(int column) const
{
    auto const value = datum(column);
    return value ? core::Text(to_string(*value)) : std::nullopt;
}

core::Instant Row::instant(int column) const noexcept
{
    return to_instant(DatumGetTimestampTz(datum(column).value_or(0)));
}

std::optional<core::Instant> Row::maybe_instant(int column) const noexcept
{
    auto const value = datum(column);
    return value ? std::optional(to_instant(DatumGetTimestampTz(*value))) : std::nullopt;
}

std::vector<std::string> Row::texts(int column) const
{
    auto const value = datum(column);
    return value ? strings_of(*value) : std::vector<std::string>{};
}

}  // namespace automation::pg
