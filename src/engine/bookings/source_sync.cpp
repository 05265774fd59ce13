#include "engine/bookings/source_sync.hpp"

#include "core/base/error.hpp"
#include "engine/session/random.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "pg/process/process.hpp"
#include "pg/extension/secrets.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::engine {

using namespace std::chrono_literals;
using core::simplybook::ApiFailure;

namespace {

constexpr auto between_questions = 1s;  // faster, the service answers with 403
constexpr auto between_tries = 1s;
constexpr auto shortest_rest = 1s;  // who waits for syncs to end must see an end
constexpr int most_locked_tries = 60;
constexpr int max_throttled = 3;
constexpr auto after_failed_attempt = 7s;  // the end of what made it stumble is to be noticed within ten seconds
constexpr std::size_t largest_answer = std::size_t{4} << 20U;

core::TimeZone const &zone_of(SourceRow const &row)
{
    core::TimeZone const *const zone = pg::find_zone(row.timezone);
    if (zone == nullptr) {
        throw core::UserError("its time zone is not known", "", "");
    }
    return *zone;
}

}  // namespace

bool SourceSync::renew(SourceRow row)
{
    bool const same = row_.same_account(row);
    row_ = std::move(row);
    outdated_ = false;
    if (!same) {
        discard_work();
        login_.forget_token();
        changes_work_ = true;
    }
    return !same;
}

void SourceSync::discard_work() noexcept
{
    state_.clear();
    login_.forget_password();
}

void SourceSync::reset_after_error(core::Instant now) noexcept
{
    discard_work();
    row_.next_sync_at = now + after_failed_attempt;
}

void SourceSync::skip_locked() noexcept
{
    next_try_ = Steady::now() + between_tries;
}

std::optional<std::chrono::milliseconds> SourceSync::wait(core::Instant now) const noexcept
{
    using std::chrono::milliseconds;
    auto const until = [](Steady::time_point moment) {
        return std::max(std::chrono::ceil<milliseconds>(moment - Steady::now()), milliseconds(0));
    };
    switch (state_.step(due(now))) {
        case SyncStep::await_reply:
            return std::nullopt;
        case SyncStep::ask:
            return until(next_question_);
        case SyncStep::resting:
            break;
        default:
            return until(next_try_);
    }
    if (until_ && *row_.next_sync_at > *until_) {
        return std::nullopt;
    }
    return std::max(std::chrono::ceil<milliseconds>(*row_.next_sync_at - now), milliseconds(0));
}

bool SourceSync::advance(InSession const &in_session, core::Instant now)
{
    if (Steady::now() < next_try_) {
        return false;
    }
    switch (state_.step(due(now))) {
        case SyncStep::begin:
            begin(in_session, now);
            return true;
        case SyncStep::store_page:
            store_page(in_session, now);
            return true;
        case SyncStep::next_question:
            state_.next_question();
            return true;
        case SyncStep::confirm_missing:
            confirm_missing(in_session, now);
            return true;
        case SyncStep::end:
            end(in_session, now);
            return true;
        case SyncStep::resting:
        case SyncStep::ask:
        case SyncStep::await_reply:
            break;
    }
    return false;
}

void SourceSync::begin(InSession const &in_session, core::Instant now)
{
    try {
        state_.begin(core::SyncPlan(row_.marks, now, zone_of(row_), changes_work_));
    } catch (core::UserError const &error) {
        fail(error.what(), std::nullopt, false, in_session, now);
    }
}

void SourceSync::end(InSession const &in_session, core::Instant now)
{
    core::SyncPlan const plan = *state_.plan;
    std::string const left_out = state_.left_out();
    bool const failed_before = row_.failures > 0;
    std::ranges::sort(state_.seen);
    std::vector<std::string> missing;
    in_session([&] {
        if (auto const window = plan.window(); window && !plan.first()) {
            missing = missing_bookings(row_, *window, state_.seen);
        }
        core::Instant const next = std::max(now + shortest_rest, plan.began() + row_.every);
        outdated_ = !note_success(row_, plan.marks_after(), plan.began(), next, left_out, now);
    });
    state_.end(std::move(missing));
    if (failed_before) {
        pg::log("automation: " + row_.described() + " is synced again");
    }
    if (!left_out.empty() && left_out != logged_note_) {
        pg::log("automation: " + row_.described() + " is synced, but incomplete: " + left_out);
        logged_note_ = left_out;
    }
}

void SourceSync::store_page(InSession const &in_session, core::Instant now)
{
    PageRule rule;
    rule.only_known = !state_.plan;
    rule.everything = state_.plan && state_.plan->first();
    if (state_.plan) {
        rule.events_since = state_.plan->events_since();
    }
    state_.pending.store_page(row_, rule, in_session, now);
    if (!state_.pending.all_locked()) {
        return;
    }
    next_try_ = Steady::now() + between_tries;
    if (++state_.locked_tries > most_locked_tries) {
        fail("rows to be changed remain locked", std::nullopt, false, in_session, now);
    }
}

void SourceSync::confirm_missing(InSession const &in_session, core::Instant now)
{
    bool done = false;
    in_session([&] { done = write_gone(row_, state_.to_verify.front(), now); });
    if (done) {
        state_.gone = false;
        state_.to_verify.pop_front();
    } else {
        next_try_ = Steady::now() + between_tries;
    }
}

std::optional<net::HttpRequest> SourceSync::next_request(InSession const &in_session, core::Instant now)
{
    if (state_.step(due(now)) != SyncStep::ask || Steady::now() < next_question_) {
        return std::nullopt;
    }
    try {
        net::HttpRequest request;
        request.url = core::simplybook::service_url(row_.base_url);
        core::simplybook::Call call = next_call();
        request.url += call.path;
        request.headers = std::move(call.headers);
        request.body = std::move(call.body);
        request.max_response_bytes = largest_answer;
        request.allow_plain_http = true;  // service_url() has seen to it
        return request;
    } catch (core::UserError const &error) {
        fail(error.what(), std::nullopt, false, in_session, now);
        return std::nullopt;
    }
}

core::simplybook::Call SourceSync::next_call()
{
    namespace sb = core::simplybook;
    if (login_.token().empty()) {
        if (row_.login.empty()) {
            throw core::UserError("no login is set", "", "");
        }
        std::string const &password = login_.use(pg::resolve_secret(row_.secret));
        state_.asked = Asked::token;
        return sb::ask_for_token(row_.company, row_.login, password);
    }
    sb::Login const login{row_.company, login_.token()};
    if (!state_.plan) {
        state_.asked = Asked::one_booking;
        return sb::ask_for_booking(login, state_.to_verify.front());
    }
    core::TimeZone const &zone = zone_of(row_);
    state_.asked = Asked::bookings;
    if (auto const *days = std::get_if<core::WindowQuery>(state_.plan->next())) {
        return sb::ask_for_days(login, days->first, days->last);
    }
    auto const &changes = std::get<core::ChangesQuery>(*state_.plan->next());
    auto const [from, to] = core::on_the_clock(changes.from, changes.to.value_or(state_.plan->began()), zone);
    return sb::ask_for_changes(login, from, changes.to ? std::optional(to) : std::nullopt);
}

void SourceSync::on_response(net::HttpResponse const &response, InSession const &in_session, core::Instant now)
{
    namespace sb = core::simplybook;
    next_question_ = Steady::now() + between_questions;
    Asked const asked = std::exchange(state_.asked, Asked::nothing);
    sb::Reply const reply{response.status, response.body, response.retry_after};
    if (asked == Asked::nothing) {
        return;
    }
    if (response.too_large) {
        on_failure({ApiFailure::Kind::too_large, response.error}, asked, in_session, now);
        return;
    }
    if (response.curl_code != 0) {
        on_failure({ApiFailure::Kind::transient, response.error}, asked, in_session, now);
        return;
    }
    auto const finalize = [&](auto answer, auto &&take) {
        if (auto const *const trouble = std::get_if<ApiFailure>(&answer)) {
            on_failure(*trouble, asked, in_session, now);
        } else {
            state_.throttle_count = 0;
            take(std::get<0>(std::move(answer)));
        }
    };
    if (asked == Asked::token) {
        finalize(sb::read_token(reply), [&](std::string token) { login_.log_in(std::move(token)); });
    } else if (asked == Asked::one_booking) {
        finalize(sb::read_booking(reply, zone_of(row_)), [&](sb::RemoteBooking booking) {
            login_.accepted();
            state_.answered = true;
            if (booking.id == state_.to_verify.front()) {
                state_.pending.put({std::move(booking)});
            }
        });
    } else {
        finalize(sb::read_bookings(reply, zone_of(row_)), [&](sb::Listing listing) {
            login_.accepted();
            state_.answered = true;
            for (sb::RemoteBooking const &booking : listing.bookings) {
                state_.seen.push_back(booking.id);
            }
            std::ranges::copy(listing.unreadable, std::back_inserter(state_.seen));
            std::ranges::move(listing.unreadable, std::back_inserter(state_.unreadable));
            state_.pending.put(std::move(listing.bookings));
        });
    }
}

void SourceSync::on_failure(ApiFailure const &trouble, Asked asked, InSession const &in_session, core::Instant now)
{
    using Kind = ApiFailure::Kind;
    bool const for_changes =
        asked == Asked::bookings && std::holds_alternative<core::ChangesQuery>(*state_.plan->next());
    bool const login_refused =
        asked == Asked::token && (trouble.kind == Kind::credentials || trouble.kind == Kind::blocked);
    if (login_refused) {
        fail("the service rejects the login: " + trouble.why, std::nullopt, true, in_session, now);
    } else if (trouble.kind == Kind::expired && login_.is_proved()) {
        login_.forget_token();  // log in again and ask the same once more
    } else if (trouble.kind == Kind::too_fast) {
        slow_down(trouble, in_session, now);
    } else if (trouble.kind == Kind::not_found && asked == Asked::one_booking) {
        state_.gone = true;
    } else if (trouble.kind == Kind::too_large && asked == Asked::bookings && state_.plan->cut()) {
        return;
    } else if ((trouble.kind == Kind::refused || trouble.kind == Kind::too_large) && for_changes) {
        pg::log("automation: " + row_.described() +
                " does not report edits, so the whole period is fetched each time: " + login_.redact(trouble.why));
        changes_work_ = false;
        state_.plan->without_changes();
    } else {
        std::string const why = login_.redact(trouble.why);
        if (trouble.kind == Kind::expired || trouble.kind == Kind::credentials || trouble.kind == Kind::blocked) {
            login_.forget_token();
        }
        fail(why, trouble.wait, false, in_session, now);
    }
}

void SourceSync::slow_down(ApiFailure const &trouble, InSession const &in_session, core::Instant now)
{
    if (++state_.throttle_count > max_throttled) {
        fail(trouble.why, trouble.wait, false, in_session, now);
        return;
    }
    std::chrono::seconds const own(1 << state_.throttle_count);
    next_question_ = Steady::now() + std::clamp<std::chrono::seconds>(trouble.wait.value_or(own), own, 60s);
}

void SourceSync::fail(std::string const &why, std::optional<std::chrono::seconds> wait, bool pause,
                      InSession const &in_session, core::Instant now)
{
    SourceFailure failure;
    failure.why = login_.redact(why);
    failure.next = core::retry_sync_at(now, row_.failures + 1, wait, unit_random());
    failure.pause = pause;
    failure.forget_window = !state_.to_verify.empty();
    bool const receipt = row_.failures == 0 || pause;
    discard_work();
    row_.next_sync_at = failure.next;  // also where the row cannot be written
    in_session([&] { outdated_ = !note_failure(row_, failure, now) || pause; });
    if (receipt) {
        pg::log("automation: " + row_.described() + (pause ? " is paused: " : " is tried again later: ") + failure.why);
    }
}

}  // namespace automation::engine
