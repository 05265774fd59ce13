#include "engine/retention/retention_pass.hpp"

#include "core/base/error.hpp"
#include "engine/retention/old_days.hpp"
#include "engine/session/readiness.hpp"

#include <algorithm>
#include <chrono>

#include "pg/sql/owner_session.hpp"
#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"

namespace automation::engine {

namespace {

// As JSON: the tables of 1.0 have no such columns.
constinit pg::Statement last_pass(
    "select coalesce((pg_catalog.to_jsonb(i) ->> 'retention_started_at')::timestamptz, '-infinity'), "
    "coalesce((pg_catalog.to_jsonb(i) ->> 'retention_ended_at')::timestamptz, '-infinity') "
    "from @home@.automation_instance i where i.tenant_id = ''");
constinit pg::Statement note_begin(
    "update @home@.automation_instance set retention_started_at = $1 where tenant_id = ''", TIMESTAMPTZOID);
constinit pg::Statement note_end(
    "update @home@.automation_instance set retention_ended_at = $1, retention_error = $2 where tenant_id = ''",
    TIMESTAMPTZOID, TEXTOID);

constexpr auto between_passes = std::chrono::hours(24);
constexpr auto after_a_broken_one = std::chrono::hours(1);
// A few thousand rows: a transaction of some ten milliseconds.
constexpr std::int64_t blocks_at_once = 128;

RetentionState state_at(core::Instant now)
{
    if (!read_retention_policy(now).any()) {
        return RetentionState::not_set;
    }
    auto const rows = pg::execute(last_pass);
    if (rows.empty()) {
        return RetentionState::waiting;
    }
    core::Instant const began = rows[0].instant(1);
    bool const ended = rows[0].instant(2) >= began;
    return began == core::Instant::min() || now - began >= (ended ? between_passes : after_a_broken_one)
               ? RetentionState::due
               : RetentionState::waiting;
}

/* Where some rows cannot be seen, everything looks as if its lead was gone. */
void require_every_row(pg::ExtensionSchema const &extension)
{
    if (auto const hidden = pg::hidden_rows(extension, extension.owner)) {
        throw core::UserError(core::ErrorCode::wrong_state, hidden->why, "", hidden->hint);
    }
}

}  // namespace

RetentionState retention_state(pg::Transactions &transactions, core::Instant now)
{
    RetentionState state = RetentionState::not_set;
    pg::in_transaction(transactions, [&] {
        pg::OwnerSession const session(pg::require_extension().owner);
        state = state_at(now);
    });
    return state;
}

template <class Work>
void RetentionPass::in_session(Work const &work)
{
    pg::in_transaction(transactions_, [&] {
        pg::ExtensionSchema const &extension = pg::require_extension();
        require_every_row(extension);
        pg::OwnerSession const session(extension.owner);
        require_still_ready(extension);
        work();
    });
}

bool RetentionPass::begin()
{
    in_session([&] {
        core::Instant const now = pg::now();
        policy_ = read_retention_policy(now);
        if (policy_.any()) {
            tables_ = tables_to_prune();
            pg::execute(note_begin, {pg::Param::of(now)});
        }
    });
    for (PrunedTable const &table : tables_) {
        blocks_ += table.blocks;
    }
    return policy_.any();
}

bool RetentionPass::step()
{
    if (table_ == tables_.size() && days_added_) {
        end();
        return false;
    }
    try {
        if (table_ < tables_.size()) {
            in_session([&] { prune_next_blocks(); });
        } else {
            days_added_ = true;
            in_session([&] { pruned_ += add_up_old_days(policy_.messages); });
        }
    } catch (pg::Error const &error) {
        if (error.sqlstate() == ERRCODE_QUERY_CANCELED || error.sqlstate() == ERRCODE_ADMIN_SHUTDOWN) {
            throw;
        }
        leave_out_table(error);
    }
    return true;
}

void RetentionPass::prune_next_blocks()
{
    PrunedTable const &table = tables_[table_];
    std::int64_t const end = std::min(block_ + blocks_at_once, table.blocks);
    if (block_ < end) {
        pruned_ += prune_blocks(table, block_, end, policy_);
    }
    read_ += end - block_;
    block_ = end;
    if (block_ == table.blocks) {
        ++table_;
        block_ = 0;
    }
}

void RetentionPass::leave_out_table(pg::Error const &why)
{
    bool const of_table = table_ < tables_.size();
    error_ += (error_.empty() ? "" : "; ") + (of_table ? tables_[table_].name : std::string("statistics")) + ": " +
              why.what();
    only_locked_ = only_locked_ && why.sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE;
    if (of_table) {
        read_ += tables_[table_].blocks - block_;
        ++table_;
        block_ = 0;
    }
}

void RetentionPass::end()
{
    in_session([&] {
        core::NullableText const error = error_.empty() ? core::NullableText() : core::NullableText(error_);
        pg::execute(note_end, {pg::Param::of(pg::now()), pg::Param::of(error)});
    });
}

}  // namespace automation::engine
