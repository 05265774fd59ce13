#include "core/llm/grounding.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>

#include "core/claims/claim_dates.hpp"
#include "core/time/time_format.hpp"
#include "core/claims/relative_dates.hpp"
#include "core/base/strings.hpp"
#include "core/claims/word_forms.hpp"

namespace automation::core {

namespace {

constexpr int half_day = 12 * 60;
constexpr std::size_t most_in_name = 400;  // bytes

/** Calls `each` for the words of a claim's value until it returns false; whether it never did. */
template <class Each>
bool all_words(std::string_view value, Each each)
{
    while (!value.empty()) {
        auto const end = std::min(value.find(' '), value.size());
        if (!each(value.substr(0, end))) return false;
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return true;
}

void add_forms(std::set<std::string, std::less<>> &forms, std::string_view text)
{
    for (auto &word : words_of(text))
        forms.insert(std::move(word.form));
}

/** A name as it is called out: "Anno" is Anna, "Marku" is Marek. */
bool is_called_so(std::set<std::string, std::less<>> const &names, std::string_view called)
{
    constexpr std::size_t stem = 2;
    auto const alike = [&](std::string const &name) {
        return name.size() > stem && called.size() > stem && name.compare(0, stem, called, 0, stem) == 0;
    };
    return names.contains(called) || std::ranges::any_of(names, alike);
}

/** A name of the data in another case: "Julii" of Julia. */
bool is_inflected(std::set<std::string, std::less<>> const &forms, std::string_view word)
{
    constexpr std::size_t shortest = 4;
    constexpr std::size_t ending = 2;
    if (word.size() <= shortest) return false;
    auto const stem = word.substr(0, std::max(shortest, word.size() - ending));
    for (auto at = forms.lower_bound(stem); at != forms.end() && at->starts_with(stem); ++at)
        if (at->size() <= stem.size() + ending) return true;
    return false;
}

}  // namespace

GroundingFacts::GroundingFacts(Subject const &about, Prompt const &prompt) : about_(about), now_(prompt.written_at)
{
    add(prompt.sources.business, {.contacts = true, .facts = true, .words = true});
    add(prompt.sources.lead, {.contacts = false, .facts = true, .words = false});
    add(prompt.sources.inbound, {.contacts = false, .facts = false, .words = false});
    add_forms(business_words_, prompt.sources.business);
    add_forms(lead_words_, prompt.sources.lead);
    if (about.lead.name) add_forms(own_names_, clip_bytes(*about.lead.name, most_in_name));
    if (about.booking == nullptr) return;
    for (auto const &moment : {about.booking->starts_at, about.booking->ends_at})
        if (moment && in_calendar(*moment)) add_moment(*moment, about.zone);
}

/** Takes over the claims of a text: plain numbers always, the others where it may vouch for them. What a lead is called
 *  or wrote never makes a price, a promise, a day or a code of the business. */
void GroundingFacts::add(std::string_view text, Trust trust)
{
    for (auto const &claim : claims_in(text)) {
        bool const plain = claim.kind == ClaimKind::number;
        bool const bound = claim.in_words || claim.kind == ClaimKind::code;
        bool const fact = trust.facts && (!bound || trust.words || claim.kind == ClaimKind::handle);
        bool const vouched = is_contact(claim) ? trust.contacts : fact;
        if (!plain && !vouched) continue;
        known_.emplace(claim.kind, claim.value);
        bool const share = claim.kind == ClaimKind::percent || claim.value.ends_with('%') || claim.value == "half";
        business_discounts_ = business_discounts_ || (trust.words && share);
        if (claim.kind == ClaimKind::date) add_date(claim.value);
        if (claim.kind == ClaimKind::time) add_time(claim.value);
    }
}

void GroundingFacts::add_date(std::string const &value)
{
    for (auto const &day : days_meant(value))
        for (auto &form : values_of(day))
            known_.emplace(form.starts_with('w') ? ClaimKind::weekday : ClaimKind::date, std::move(form));
    if (auto const year = value.find(" y"); value.starts_with('m') && year != std::string::npos)
        known_.emplace(ClaimKind::date, value.substr(0, year));
}

void GroundingFacts::add_time(std::string const &value)
{
    int minutes = 0;
    std::from_chars(value.data(), value.data() + value.size(), minutes);
    for (int const other : {minutes, minutes % half_day + half_day})
        if (other == minutes || value.ends_with('?'))
            for (auto &form : values_of_time(other))
                known_.emplace(ClaimKind::time, std::move(form));
}

void GroundingFacts::add_moment(Instant moment, TimeZone const &zone)
{
    using namespace std::chrono;
    auto const local = zone.to_local(moment);
    auto const date = floor<days>(local);
    auto const minutes = static_cast<int>(floor<std::chrono::minutes>(local - date).count());
    year_month_day const day{date};
    for (auto &form : values_of(day))
        known_.emplace(form.starts_with('w') ? ClaimKind::weekday : ClaimKind::date, std::move(form));
    for (auto &form : values_of_time(minutes))
        known_.emplace(ClaimKind::time, std::move(form));
    int const hour = minutes / 60;
    for (int const number : {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
                             static_cast<int>(static_cast<unsigned>(day.day())), hour, hour % 12, minutes % 60})
        known_.emplace(ClaimKind::number, std::to_string(number));
}

bool GroundingFacts::knows(ClaimKind kind, std::string const &value) const
{
    return known_.contains({kind, value});
}

bool GroundingFacts::knows_day(std::chrono::year_month_day day) const
{
    auto const values = values_of(day);
    return std::ranges::any_of(values, [&](std::string const &value) {
        bool const names_day =
            !value.starts_with('w') && (value.front() != 'm' || value.find(" d") != std::string::npos);
        return names_day && knows(ClaimKind::date, value);
    });
}

bool GroundingFacts::holds_relative(std::string const &value) const
{
    if (knows(ClaimKind::relative, value)) return true;
    if (!in_calendar(now_)) return false;
    Wall wall{about_.zone.to_local(now_), std::nullopt};
    if (about_.booking != nullptr && about_.booking->starts_at && in_calendar(*about_.booking->starts_at))
        wall.booking = about_.zone.to_local(*about_.booking->starts_at);
    wall.is_known = [this](std::chrono::year_month_day day) { return knows_day(day); };
    return bears_out(wall, value);
}

/** A booking bears out what it is itself; nothing in the data is a refund or a guarantee. */
bool GroundingFacts::holds_commitment(std::string const &value) const
{
    auto const *const booking = about_.booking;
    if (value == "confirmed")
        return booking != nullptr && booking->status == BookingStatus::booked &&
               (!booking->starts_at || *booking->starts_at >= now_);
    if (value == "booked") return booking != nullptr && booking->status != BookingStatus::cancelled;
    if (value == "cancelled") return booking != nullptr && booking->status == BookingStatus::cancelled;
    return (value == "moved" || value == "scarce") && knows(ClaimKind::commitment, value);
}

bool GroundingFacts::holds(Claim const &claim) const
{
    auto const &value = claim.value;
    switch (claim.kind) {
        case ClaimKind::relative:
            return holds_relative(value);
        case ClaimKind::commitment:
            return holds_commitment(value);
        case ClaimKind::signer:
            return all_words(value, [&](auto word) { return business_words_.contains(word); });
        case ClaimKind::greeted:
            return all_words(value, [&](auto word) {
                return is_called_so(own_names_, word) || business_words_.contains(word) || lead_words_.contains(word);
            });
        case ClaimKind::person:
            return all_words(value, [&](auto word) {
                return own_names_.contains(word) || is_inflected(own_names_, word) ||
                       is_inflected(business_words_, word) || business_words_.contains(word) ||
                       lead_words_.contains(word);
            });
        case ClaimKind::code:
            return knows(claim.kind, value) || business_words_.contains(value);
        case ClaimKind::money:
            return knows(claim.kind, value) || (value == "discount" && business_discounts_) ||
                   (value.ends_with('%') && knows(ClaimKind::percent, value));
        default:
            return knows(claim.kind, value);
    }
}

}  // namespace automation::core
