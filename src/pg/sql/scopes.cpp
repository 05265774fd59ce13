#include "pg/sql/scopes.hpp"

#include <cstring>
#include <exception>

#include "pg/extension/settings.hpp"

extern "C" {
#include "access/gin.h"
#include "catalog/namespace.h"
#include "optimizer/cost.h"
#include "parser/parse_expr.h"
#include "parser/parser.h"
#include "utils/bytea.h"
#include "utils/float.h"
#include "utils/plancache.h"
}

namespace automation::pg {

namespace {

constexpr auto our_path = "pg_catalog, pg_temp";

void pin(char const *name, char const *value)
{
    (void)set_config_option(name, value, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/* What the session may have set otherwise, and would change what our statements and literals mean. */
void pin_what_statements_mean()
{
    auto const unless = [&](bool as_expected, char const *name, char const *value) {
        if (!as_expected) {
            pin(name, value);
        }
    };
    unless(standard_conforming_strings, "standard_conforming_strings", "on");
    unless(!Transform_null_equals, "transform_null_equals", "off");
    unless(Array_nulls, "array_nulls", "on");
    unless(!quote_all_identifiers, "quote_all_identifiers", "off");
    unless(DateStyle == USE_ISO_DATES && DateOrder == DATEORDER_MDY, "datestyle", "ISO, MDY");
    unless(IntervalStyle == INTSTYLE_POSTGRES, "intervalstyle", "postgres");
    unless(bytea_output == BYTEA_OUTPUT_HEX, "bytea_output", "hex");
    unless(extra_float_digits >= 1, "extra_float_digits", "1");
    unless(GinFuzzySearchLimit == 0, "gin_fuzzy_search_limit", "0");
}

}  // namespace

ScopedSettings::ScopedSettings(bool for_engine) : exceptions_(std::uncaught_exceptions()), engine_(for_engine)
{
    if (depth == 0) {
        outer_settings = {enable_seqscan, enable_hashjoin, enable_mergejoin, plan_cache_mode};
    }
    level_ = call([&] {
        int const level = NewGUCNestLevel();
        pin("search_path", our_path);
        // Batches are joined from arrays whose size the planner guesses at 100 rows or so: the indexes are right,
        // whatever the statistics say, which may be from when the tables were empty.
        pin("automation.assume_large_tables", "on");
        pin("jit", "off");  // it would go by the costs of tables that large
        pin("enable_seqscan", "off");
        pin("enable_hashjoin", "off");
        pin("enable_mergejoin", "off");
        pin("plan_cache_mode", "force_generic_plan");
        pin_what_statements_mean();
        if (for_engine) {
            pin("lock_timeout", "1s");
            pin("deadlock_timeout", "100ms");
            pin("statement_timeout", "0");
            // Each would have what a run changes set off nothing, without a word.
            if (settings::restoring) {
                pin("automation.restoring", "off");
            }
            if (SessionReplicationRole != SESSION_REPLICATION_ROLE_ORIGIN) {
                pin("session_replication_role", "origin");
            }
        }
        return level;
    });
    ++depth;
    engines += engine_ ? 1 : 0;
}

ScopedSettings::~ScopedSettings()
{
    --depth;
    engines -= engine_ ? 1 : 0;
    if (std::uncaught_exceptions() == exceptions_) {
        // As after an error, a SET of the user's code ends here: this process goes on for ever.
        AtEOXact_GUC(!engine_, level_);
    }
}

void ScopedSettings::pin_again()
{
    if (std::strcmp(namespace_search_path, our_path) != 0) {
        pin("search_path", our_path);
    }
    pin_what_statements_mean();
}

RestoredSettings::RestoredSettings() noexcept : exceptions_(std::uncaught_exceptions())
{
    if (ScopedSettings::engine_works()) {
        level_ = NewGUCNestLevel();
    }
}

RestoredSettings::~RestoredSettings()
{
    if (level_ > 0 && std::uncaught_exceptions() == exceptions_) {
        AtEOXact_GUC(false, level_);
    }
}

}  // namespace automation::pg
