#include "engine/bookings/pending_bookings.hpp"

#include "core/llm/gemini_errors.hpp"
#include "engine/runs/failure.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "pg/boundary/boundary.hpp"

namespace automation::engine {

namespace {

constexpr std::size_t page_size = 200;

bool is_locked(int sqlstate) noexcept
{
    return sqlstate == ERRCODE_LOCK_NOT_AVAILABLE || ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_TRANSACTION_ROLLBACK;
}

/* Not the row but the server, or somebody who wants us to stop. */
bool is_transient(int sqlstate) noexcept
{
    int const category = ERRCODE_TO_CATEGORY(sqlstate);
    return category == ERRCODE_OPERATOR_INTERVENTION || category == ERRCODE_INSUFFICIENT_RESOURCES ||
           category == ERRCODE_SYSTEM_ERROR;
}

}  // namespace

void PendingBookings::put(std::vector<core::simplybook::RemoteBooking> bookings)
{
    std::ranges::move(bookings, std::back_inserter(ready_));
}

void PendingBookings::clear() noexcept
{
    ready_.clear();
    locked_.clear();
    without_client_ = 0;
    refusal_.clear();
    stored_any_ = false;
}

void PendingBookings::store_page(SourceRow const &source, PageRule const &rule, InSession const &in_session,
                                 core::Instant now)
{
    if (ready_.empty()) {
        std::swap(ready_, locked_);
    }
    std::size_t const size = std::min(ready_.size(), page_size);
    // Only what has been stored leaves: whatever is thrown, nothing is lost.
    store(std::span(ready_).first(size), source, rule, in_session, now);
    ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(size));
}

void PendingBookings::store(std::span<core::simplybook::RemoteBooking> page, SourceRow const &source,
                            PageRule const &rule, InSession const &in_session, core::Instant now)
{
    if (page.empty()) {
        return;
    }
    std::optional<PageOutcome> outcome;
    try {
        in_session([&] { outcome = write_page(source, page, rule, now); });
    } catch (pg::Error const &error) {
        if (is_transient(error.sqlstate())) {
            throw;
        }
        if (is_locked(error.sqlstate())) {
            std::ranges::move(page, std::back_inserter(locked_));
            return;
        }
        // What refuses every booking is the deployment's: the round is not taken for done.
        if (page.size() == 1 && !stored_any_ && failure_kind(error.sqlstate()) == Failure::Kind::deployment) {
            throw;
        }
        if (page.size() == 1) {
            refusal_ = "booking " + page.front().id + " cannot be stored: " + core::safe_message(error.what());
            return;
        }
        outcome.reset();
    }
    if (!outcome) {
        std::size_t const middle = page.size() / 2;
        store(page.first(middle), source, rule, in_session, now);
        store(page.subspan(middle), source, rule, in_session, now);
        return;
    }
    stored_any_ = true;
    without_client_ += outcome->without_client;
    for (std::size_t const i : outcome->locked) {
        locked_.push_back(std::move(page[i]));
    }
}

}  // namespace automation::engine
