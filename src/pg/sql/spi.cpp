#include "pg/sql/spi.hpp"

#include <algorithm>
#include <climits>
#include <exception>
#include <stdexcept>
#include <utility>

#include "pg/sql/scopes.hpp"
#include "pg/sql/owner_code.hpp"
#include "pg/sql/write_table.hpp"

extern "C" {
#include "parser/parsetree.h"
#include "utils/plancache.h"
#include "utils/portal.h"
}

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

std::string replaced(std::string_view sql, std::string_view placeholder, std::string const &prefix)
{
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

std::string qualified(std::string_view sql, ExtensionSchema const &extension)
{
    return replaced(replaced(sql, "@home@.", extension.prefix), "@internal@.", extension.internal_prefix);
}

struct ParameterValues {
    std::array<Datum, 24> values{};
    std::array<char, 25> nulls{};

    ParameterValues(Statement const &statement, std::span<Param const> params)
    {
        std::size_t i = 0;
        for (Param const &param : params) {
            values[i] = param.as(statement.type(i));
            nulls[i] = param.null ? 'n' : ' ';
            ++i;
        }
    }
};

/* What a query and the queries in its WITH write to. Plain data: inside call. */
struct Targets {
    std::array<Oid, 4> tables{};
    std::size_t count = 0;
    bool returns = false;

    void add(Query const *query)
    {
        if (query->resultRelation > 0 && count < tables.size()) {
            tables[count++] = rt_fetch(query->resultRelation, query->rtable)->relid;
        }
        ListCell *cell = nullptr;
        foreach (cell, query->cteList) {
            Node *const inner = static_cast<CommonTableExpr *>(lfirst(cell))->ctequery;
            if (IsA(inner, Query)) {
                add(reinterpret_cast<Query *>(inner));
            }
        }
    }
};

Targets targets_of(SPIPlanPtr plan)
{
    Targets targets;
    ListCell *source = nullptr;
    foreach (source, SPI_plan_get_plan_sources(plan)) {
        ListCell *cell = nullptr;
        foreach (cell, static_cast<CachedPlanSource *>(lfirst(source))->query_list) {
            auto const *const query = static_cast<Query *>(lfirst(cell));
            targets.returns = targets.returns || query->commandType == CMD_SELECT || query->returningList != NIL;
            targets.add(query);
        }
    }
    return targets;
}

/* Code of the owner's runs in here, and AFTER triggers at its end. */
Rows fetch_all(Portal portal)
{
    UsersSettings const outside;
    return call([&]() -> Rows {
        SPI_cursor_fetch(portal, true, LONG_MAX);
        return {SPI_tuptable, SPI_processed};
    });
}

Rows finish(Portal portal)
{
    Rows const rows = fetch_all(portal);
    call([&] {
        SPI_cursor_close(portal);
        CommandCounterIncrement();
        ScopedSettings::pin_again();
    });
    return rows;
}

enum class Sees { transaction, latest, latest_and_writes };

Rows run(Statement &statement, std::span<Param const> params, Sees sees)
{
    SPIPlanPtr const plan = statement.plan();
    ParameterValues given(statement, params);
    RestoredSettings const restored;
    return call([&]() -> Rows {
        int result = 0;
        if (sees != Sees::transaction) {
            Snapshot const snapshot = RegisterSnapshot(GetLatestSnapshot());
            result = SPI_execute_snapshot(plan, given.values.data(), given.nulls.data(), snapshot, InvalidSnapshot,
                                          sees == Sees::latest, true, 0);
            UnregisterSnapshot(snapshot);
        } else {
            result = SPI_execute_plan(plan, given.values.data(), given.nulls.data(), false, 0);
        }
        if (result < 0) {
            elog(ERROR, "SPI_execute_plan failed: %s", SPI_result_code_string(result));
        }
        return {SPI_tuptable, SPI_processed};
    });
}

}  // namespace

namespace {

Rows run_with_users_code(SPIPlanPtr plan, Datum *values, char const *nulls)
{
    Portal const portal = call([&] { return SPI_cursor_open(nullptr, plan, values, nulls, false); });
    return finish(portal);
}

}  // namespace

SPIPlanPtr Statement::prepare(std::string const &sql) const
{
    std::array<Oid, 24> types = types_;
    return call([&] {
        SPIPlanPtr const prepared = SPI_prepare(sql.c_str(), parameters_, types.data());
        if (prepared == nullptr) {
            elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
        }
        SPI_keepplan(prepared);
        return prepared;
    });
}

SPIPlanPtr Statement::plan()
{
    ExtensionSchema const &where = require_extension();
    if (plan_ != nullptr && generation_ == where.generation) {
        return plan_;
    }
    for (SPIPlanPtr const stale : {std::exchange(plan_, nullptr), std::exchange(cursor_plan_, nullptr)}) {
        if (stale != nullptr) {
            call([&] { SPI_freeplan(stale); });
        }
    }
    plan_ = prepare(qualified(sql_, where));
    Targets const targets = call([&] { return targets_of(plan_); });
    targets_ = targets.tables;
    returns_ = targets.returns;
    generation_ = where.generation;
    return plan_;
}

bool Statement::runs_users_code() const
{
    return std::ranges::any_of(targets_, [](Oid table) { return OidIsValid(table) && pg::runs_users_code(table); });
}

SPIPlanPtr Statement::plan_for_cursor()
{
    if (cursor_plan_ == nullptr) {
        cursor_plan_ = prepare(qualified(sql_, require_extension()) + (returns_ ? "" : " returning 1"));
    }
    return call([&] { return SPI_is_cursor_plan(cursor_plan_); }) ? cursor_plan_ : nullptr;
}

Rows execute(Statement &statement, std::span<Param const> params)
{
    (void)statement.plan();
    if (statement.runs_users_code()) {
        if (SPIPlanPtr const apart = statement.plan_for_cursor()) {
            auto [values, nulls] = ParameterValues(statement, params);
            return run_with_users_code(apart, values.data(), nulls.data());
        }
    }
    return run(statement, params, Sees::transaction);
}

Rows execute_fresh(Statement &statement, std::initializer_list<Param> params)
{
    return run(statement, std::span(params.begin(), params.size()), Sees::latest);
}

Rows execute_latest(Statement &statement, std::initializer_list<Param> params)
{
    return run(statement, std::span(params.begin(), params.size()), Sees::latest_and_writes);
}

namespace {

/* Parameters as SPI wants them. */
struct Arguments {
    std::vector<Oid> types;
    std::vector<Datum> values;
    std::string nulls;

    Arguments(std::span<int const> type_oids, std::span<Param const> params)
    {
        for (std::size_t i = 0; i < params.size(); ++i) {
            types.push_back(static_cast<Oid>(type_oids[i]));
            values.push_back(params[i].as(static_cast<Oid>(type_oids[i])));
            nulls += params[i].null ? 'n' : ' ';
        }
    }
    [[nodiscard]] int count() const noexcept { return static_cast<int>(types.size()); }
};

}  // namespace

Rows execute_with(std::string const &sql, std::span<int const> types, std::span<Param const> params)
{
    Arguments arguments(types, params);
    RestoredSettings const restored;
    return call([&]() -> Rows {
        int const result = SPI_execute_with_args(sql.c_str(), arguments.count(), arguments.types.data(),
                                                 arguments.values.data(), arguments.nulls.data(), false, 0);
        if (result < 0) {
            elog(ERROR, "SPI_execute_with_args failed: %s", SPI_result_code_string(result));
        }
        return {SPI_tuptable, SPI_processed};
    });
}

Rows execute_writing(TableName table, std::string const &sql, std::span<int const> types, std::span<Param const> params)
{
    return execute_writing(require_extension().table(table), sql, types, params);
}

Rows execute_writing(Oid table, std::string const &sql, std::span<int const> types, std::span<Param const> params)
{
    if (!runs_users_code(table)) {
        return execute_with(sql, types, params);
    }
    Arguments arguments(types, params);
    struct Opened {
        SPIPlanPtr plan;
        Portal portal;
    };
    auto const open = [&](std::string const &text) {
        return call([&]() -> Opened {
            SPIPlanPtr const plan = SPI_prepare(text.c_str(), arguments.count(), arguments.types.data());
            if (plan == nullptr) {
                elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
            }
            bool const returns = targets_of(plan).returns && SPI_is_cursor_plan(plan);
            return {plan, returns
                              ? SPI_cursor_open(nullptr, plan, arguments.values.data(), arguments.nulls.data(), false)
                              : nullptr};
        });
    };
    Opened opened = open(sql);
    if (opened.portal == nullptr) {
        opened = open(sql + " returning 1");
    }
    return opened.portal == nullptr ? execute_with(sql, types, params) : finish(opened.portal);
}

void execute_insert(SPIPlanPtr plan, Oid table, Datum *values, char const *nulls)
{
    if (runs_users_code(table) && call([&] { return SPI_is_cursor_plan(plan); })) {
        (void)run_with_users_code(plan, values, nulls);
        return;
    }
    RestoredSettings const restored;
    call([&] {
        int const result = SPI_execute_plan(plan, values, nulls, false, 0);
        if (result < 0) {
            elog(ERROR, "SPI_execute_plan failed: %s", SPI_result_code_string(result));
        }
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

Datum Param::as(Oid wanted) const
{
    if (null || type == InvalidOid || type == wanted) {
        return value;
    }
    for (Kind const kind :
         {Kind::text, Kind::whole, Kind::moment, Kind::small, Kind::boolean, Kind::document, Kind::words, Kind::span}) {
        if (type_of(kind) == wanted) {
            return read_as(kind, type, value);
        }
    }
    return call([&]() -> Datum {
        ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
                errmsg("a value of type %s stands where %s is expected", format_type_be(type), format_type_be(wanted)),
                errhint("Restore the type of the changed column of the extension's table."));
        return Datum{0};
    });
}

std::optional<Datum> Row::read(int column, Kind kind) const
{
    bool isnull = false;
    Datum const value = SPI_getbinval(tuple_, shape_, column, &isnull);
    return isnull ? std::nullopt : std::optional(read_as(kind, TupleDescAttr(shape_, column - 1)->atttypid, value));
}

bool Row::null(int column) const noexcept
{
    bool isnull = false;
    (void)SPI_getbinval(tuple_, shape_, column, &isnull);
    return isnull;
}

Param Row::param(int column) const
{
    bool isnull = false;
    Datum const value = SPI_getbinval(tuple_, shape_, column, &isnull);
    return isnull ? Param(std::nullopt) : Param(value, TupleDescAttr(shape_, column - 1)->atttypid);
}

int Row::int4(int column) const
{
    return DatumGetInt32(read(column, Kind::small).value_or(0));
}

bool Row::boolean(int column) const
{
    return DatumGetBool(read(column, Kind::boolean).value_or(0));
}

std::optional<std::int64_t> Row::opt_int8(int column) const
{
    auto const value = read(column, Kind::whole);
    return value ? std::optional<std::int64_t>(DatumGetInt64(*value)) : std::nullopt;
}

std::string Row::text(int column) const
{
    auto const value = read(column, Kind::text);
    return value ? to_string(*value) : std::string();
}

core::NullableText Row::opt_text(int column) const
{
    auto const value = read(column, Kind::text);
    return value ? core::NullableText(to_string(*value)) : std::nullopt;
}

core::Instant Row::instant(int column) const
{
    return to_instant(DatumGetTimestampTz(read(column, Kind::moment).value_or(0)));
}

std::optional<core::Instant> Row::maybe_instant(int column) const
{
    auto const value = read(column, Kind::moment);
    return value ? std::optional(to_instant(DatumGetTimestampTz(*value))) : std::nullopt;
}

std::vector<std::string> Row::texts(int column) const
{
    auto const value = read(column, Kind::words);
    return value ? strings_of(*value) : std::vector<std::string>{};
}

std::optional<core::Micros> Row::maybe_span(int column) const
{
    auto const value = read(column, Kind::span);
    return value ? std::optional(to_micros(*value)) : std::nullopt;
}

core::Micros Row::clock(int column) const
{
    return core::Micros(DatumGetInt64(read(column, Kind::clock).value_or(0)));
}

Oid Row::object(int column) const
{
    return DatumGetObjectId(read(column, Kind::object).value_or(Datum{0}));
}

ItemPointerData Row::place(int column) const
{
    Param const value = param(column);
    if (value.null || value.type != TIDOID) {
        throw std::logic_error("a column is read as a ctid and is none");
    }
    return *reinterpret_cast<ItemPointer>(DatumGetPointer(value.value));
}

}  // namespace automation::pg
