#include "engine/bookings/source_sync.hpp"

#include "core/base/error.hpp"
#include "engine/session/random.hpp"

#include <algorithm>
#include <iterator>

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
        drop_work();
        token_.clear();
        changes_work_ = true;
    }
    return !same;
}

void SourceSync::drop_work() noexcept
{
    round_.reset();
    to_verify_.clear();
    gone_ = false;
    asked_ = Asked::nothing;
    answered_ = false;
    pending_.clear();
    seen_.clear();
    unreadable_.clear();
    password_.clear();
    locked_tries_ = 0;
    throttle_count_ = 0;
}

void SourceSync::reset_after_error(core::Instant now) noexcept
{
    drop_work();
    row_.next_sync_at = now + after_failed_attempt;
}

void SourceSync::pass_by_lock() noexcept
{
    next_try_ = Steady::now() + between_tries;
}

std::optional<std::chrono::milliseconds> SourceSync::wait(core::Instant now) const noexcept
{
    using std::chrono::milliseconds;
    if (asked_ != Asked::nothing) {
        return std::nullopt;
    }
    auto const until = [](Steady::time_point moment) {
        return std::max(std::chrono::ceil<milliseconds>(moment - Steady::now()), milliseconds(0));
    };
    if (has_own_work(now)) {
        return until(next_try_);
    }
    if (has_question()) {
        return until(next_question_);
    }
    if (until_ && *row_.next_sync_at > *until_) {
        return std::nullopt;
    }
    return std::max(std::chrono::ceil<milliseconds>(*row_.next_sync_at - now), milliseconds(0));
}

bool SourceSync::has_own_work(core::Instant now) const noexcept
{
    return !pending_.empty() || answered_ || gone_ || (round_ ? round_->next() == nullptr : due(now));
}

bool SourceSync::advance(InSession const &in_session, core::Instant now)
{
    if (asked_ != Asked::nothing || !has_own_work(now) || Steady::now() < next_try_) {
        return false;
    }
    if (!pending_.empty()) {
        store_some(in_session, now);
    } else if (std::exchange(answered_, false)) {
        if (round_) {
            round_->answered();
        } else {
            to_verify_.pop_front();
        }
    } else if (gone_) {
        confirm_missing(in_session, now);
    } else if (round_) {
        end(in_session, now);
    } else {
        begin(in_session, now);
    }
    return true;
}

void SourceSync::begin(InSession const &in_session, core::Instant now)
{
    try {
        round_.emplace(row_.marks, now, zone_of(row_), changes_work_);
    } catch (core::UserError const &error) {
        fail(error.what(), std::nullopt, false, in_session, now);
        return;
    }
    pending_.clear();
    seen_.clear();
    unreadable_.clear();
}

void SourceSync::end(InSession const &in_session, core::Instant now)
{
    core::SyncPlan const round = *round_;
    std::string const left_out = note();
    bool const failed_before = row_.failures > 0;
    std::ranges::sort(seen_);
    std::vector<std::string> missing;
    in_session([&] {
        if (auto const window = round.window(); window && !round.first()) {
            missing = missing_bookings(row_, *window, seen_);
        }
        core::Instant const next = std::max(now + shortest_rest, round.began() + row_.every);
        outdated_ = !note_success(row_, round.marks_after(), round.began(), next, left_out, now);
    });
    round_.reset();
    for (std::string &id : missing) {
        if (std::ranges::find(to_verify_, id) == to_verify_.end()) {
            to_verify_.push_back(std::move(id));
        }
    }
    if (failed_before) {
        pg::log("automation: " + row_.described() + " is synced again");
    }
    if (!left_out.empty() && left_out != said_) {
        pg::log("automation: " + row_.described() + " is synced, but incomplete: " + left_out);
        said_ = left_out;
    }
}

std::string SourceSync::note() const
{
    std::string text = pending_.refusal();
    auto const add = [&](std::string const &more) { text += (text.empty() ? "" : "; ") + more; };
    if (!unreadable_.empty()) {
        add("unreadable bookings: " + std::to_string(unreadable_.size()) + " (" + unreadable_.front() + ")");
    }
    if (pending_.without_client() > 0) {
        add("bookings without a client: " + std::to_string(pending_.without_client()));
    }
    return text;
}

void SourceSync::store_some(InSession const &in_session, core::Instant now)
{
    PageRule rule;
    rule.only_known = !round_;
    rule.everything = round_ && round_->first();
    if (round_) {
        rule.events_since = round_->events_since();
    }
    pending_.store_page(row_, rule, in_session, now);
    if (!pending_.all_locked()) {
        return;
    }
    next_try_ = Steady::now() + between_tries;
    if (++locked_tries_ > most_locked_tries) {
        fail("rows to be changed remain locked", std::nullopt, false, in_session, now);
    }
}

void SourceSync::confirm_missing(InSession const &in_session, core::Instant now)
{
    bool done = false;
    in_session([&] { done = write_gone(row_, to_verify_.front(), now); });
    if (done) {
        gone_ = false;
        to_verify_.pop_front();
    } else {
        next_try_ = Steady::now() + between_tries;
    }
}

std::optional<net::HttpRequest> SourceSync::next_request(InSession const &in_session, core::Instant now)
{
    if (asked_ != Asked::nothing || has_own_work(now) || !has_question() || Steady::now() < next_question_) {
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
    if (token_.empty()) {
        if (row_.login.empty()) {
            throw core::UserError("no login is set", "", "");
        }
        password_ = pg::resolve_secret(row_.secret);
        asked_ = Asked::token;
        return sb::ask_for_token(row_.company, row_.login, password_);
    }
    sb::Login const login{row_.company, token_};
    if (!round_) {
        asked_ = Asked::doubt;
        return sb::ask_for_booking(login, to_verify_.front());
    }
    core::TimeZone const &zone = zone_of(row_);
    asked_ = Asked::question;
    if (auto const *days = std::get_if<core::WindowQuery>(round_->next())) {
        return sb::ask_for_days(login, days->first, days->last);
    }
    auto const &changes = std::get<core::ChangesQuery>(*round_->next());
    auto const [from, to] = core::on_the_clock(changes.from, changes.to.value_or(round_->began()), zone);
    return sb::ask_for_changes(login, from, changes.to ? std::optional(to) : std::nullopt);
}

void SourceSync::on_response(net::HttpResponse const &response, InSession const &in_session, core::Instant now)
{
    namespace sb = core::simplybook;
    next_question_ = Steady::now() + between_questions;
    Asked const asked = std::exchange(asked_, Asked::nothing);
    sb::Reply const reply{response.status, response.body, response.retry_after};
    if (asked == Asked::nothing) {
        return;
    }
    if (response.too_large) {
        take_trouble({ApiFailure::Kind::too_large, response.error}, asked, in_session, now);
        return;
    }
    if (response.curl_code != 0) {
        take_trouble({ApiFailure::Kind::transient, response.error}, asked, in_session, now);
        return;
    }
    auto const finalize = [&](auto answer, auto &&take) {
        if (auto const *const trouble = std::get_if<ApiFailure>(&answer)) {
            take_trouble(*trouble, asked, in_session, now);
        } else {
            throttle_count_ = 0;
            take(std::get<0>(std::move(answer)));
        }
    };
    if (asked == Asked::token) {
        finalize(sb::read_token(reply), [&](std::string token) {
            token_ = std::move(token);
            token_proved_ = false;
            password_.clear();
        });
    } else if (asked == Asked::doubt) {
        finalize(sb::read_booking(reply, zone_of(row_)), [&](sb::RemoteBooking booking) {
            token_proved_ = true;
            answered_ = true;
            if (booking.id == to_verify_.front()) {
                pending_.put({std::move(booking)});
            }
        });
    } else {
        finalize(sb::read_bookings(reply, zone_of(row_)), [&](sb::Listing listing) {
            token_proved_ = true;
            answered_ = true;
            for (sb::RemoteBooking const &booking : listing.bookings) {
                seen_.push_back(booking.id);
            }
            std::ranges::copy(listing.unreadable, std::back_inserter(seen_));
            std::ranges::move(listing.unreadable, std::back_inserter(unreadable_));
            pending_.put(std::move(listing.bookings));
        });
    }
}

void SourceSync::take_trouble(ApiFailure const &trouble, Asked asked, InSession const &in_session, core::Instant now)
{
    using Kind = ApiFailure::Kind;
    bool const for_changes = asked == Asked::question && std::holds_alternative<core::ChangesQuery>(*round_->next());
    bool const login_refused =
        asked == Asked::token && (trouble.kind == Kind::credentials || trouble.kind == Kind::blocked);
    if (login_refused) {
        fail("the service rejects the login: " + trouble.why, std::nullopt, true, in_session, now);
    } else if (trouble.kind == Kind::expired && token_proved_) {
        token_.clear();  // log in again and ask the same once more
    } else if (trouble.kind == Kind::too_fast) {
        slow_down(trouble, in_session, now);
    } else if (trouble.kind == Kind::not_found && asked == Asked::doubt) {
        gone_ = true;
    } else if (trouble.kind == Kind::too_large && asked == Asked::question && round_->cut()) {
        return;
    } else if ((trouble.kind == Kind::refused || trouble.kind == Kind::too_large) && for_changes) {
        pg::log("automation: " + row_.described() +
                " does not report edits, so the whole period is fetched each time: " + without_secrets(trouble.why));
        changes_work_ = false;
        round_->without_changes();
    } else {
        std::string const why = without_secrets(trouble.why);
        if (trouble.kind == Kind::expired || trouble.kind == Kind::credentials || trouble.kind == Kind::blocked) {
            token_.clear();
        }
        fail(why, trouble.wait, false, in_session, now);
    }
}

void SourceSync::slow_down(ApiFailure const &trouble, InSession const &in_session, core::Instant now)
{
    if (++throttle_count_ > max_throttled) {
        fail(trouble.why, trouble.wait, false, in_session, now);
        return;
    }
    std::chrono::seconds const own(1 << throttle_count_);
    next_question_ = Steady::now() + std::clamp<std::chrono::seconds>(trouble.wait.value_or(own), own, 60s);
}

void SourceSync::fail(std::string const &why, std::optional<std::chrono::seconds> wait, bool pause,
                      InSession const &in_session, core::Instant now)
{
    SourceFailure failure;
    failure.why = without_secrets(why);
    failure.next = core::retry_sync_at(now, row_.failures + 1, wait, unit_random());
    failure.pause = pause;
    failure.forget_window = !to_verify_.empty();
    bool const receipt = row_.failures == 0 || pause;
    drop_work();
    row_.next_sync_at = failure.next;  // also where the row cannot be written
    in_session([&] { outdated_ = !note_failure(row_, failure, now) || pause; });
    if (receipt) {
        pg::log("automation: " + row_.described() + (pause ? " is paused: " : " is tried again later: ") + failure.why);
    }
}

std::string SourceSync::without_secrets(std::string text) const
{
    constexpr std::size_t shortest = 4;
    for (std::string const *const secret : {&password_, &token_}) {
        if (secret->size() < shortest) {
            continue;
        }
        for (std::size_t at = text.find(*secret); at != std::string::npos; at = text.find(*secret, at)) {
            text.replace(at, secret->size(), "...");
        }
    }
    return text;
}

}  // namespace automation::engine
