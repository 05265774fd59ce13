#include "core/sequences/step_wait.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/settings/send_window_reader.hpp"
#include "core/time/period.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace automation::core {

namespace {

using json::Kind;
using json::Node;

constexpr std::chrono::days longest_span(366);
constexpr std::array<std::string_view, 8> wait_keys{"days",    "hours",    "minutes", "until",
                                                    "between", "weekdays", "for",     "at_most"};
constexpr std::array<std::string_view, 3> span_keys{"days", "hours", "minutes"};
constexpr std::array<std::string_view, 3> moment_keys{"field", "offset", "at"};
constexpr std::string_view example =
    R"(Write "3 days", {"days": 1, "until": "09:00", "weekdays": ["mon"]}, {"between": ["09:00", "17:00"]}, )"
    R"({"until": {"field": "attributes.renewal_date", "offset": "-3 days"}}, or {"for": "reply", "at_most": "2 days"}.)";

[[noreturn]] void refuse(std::string_view key, Node const &node, std::string hint, std::string detail = {})
{
    throw UserError("\"" + std::string(key) + "\" cannot be " + json::shown(node), std::move(detail), std::move(hint));
}

constexpr std::string_view span_hint =
    R"(Write a span of at most 366 days, as in "3 days" or {"days": 1, "hours": 12}.)";

/* A whole number of a span's unit; none for an absent key. */
int count_of(Node const &span, std::string_view unit, std::string_view key)
{
    Node const *const node = span.member(unit);
    if (node == nullptr || node->kind == Kind::null) {
        return 0;
    }
    auto const value = json::whole_number(*node);
    if (!value || *value < 0) {
        refuse(unit, *node, std::string(span_hint), "It is part of \"" + std::string(key) + "\".");
    }
    return *value;
}

Delay checked(Delay span, Node const &node, std::string_view key)
{
    // Each by itself first: a sum of microseconds might overflow.
    bool const fits = std::chrono::days(span.days) <= longest_span && span.elapsed() <= longest_span &&
                      std::chrono::days(span.days) + span.elapsed() <= longest_span;
    if (!fits) {
        refuse(key, node, std::string(span_hint), "It is longer than 366 days.");
    }
    return span;
}

Delay span_of_words(Node const &node, std::string_view text, std::string_view key)
{
    auto const period = parse_period(trim(text));
    if (!period || period->months != 0 || period->rest % std::chrono::minutes(1) != Micros(0)) {
        refuse(key, node, std::string(span_hint),
               period && period->months != 0 ? "Months and years have no fixed length; write days." : "");
    }
    auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(period->rest);
    if (minutes > longest_span) {
        return checked({.days = 0, .hours = 24 * 367, .minutes = 0}, node, key);
    }
    return checked({.days = period->days,
                    .hours = static_cast<int>(minutes / std::chrono::hours(1)),
                    .minutes = static_cast<int>((minutes % std::chrono::hours(1)).count())},
                   node, key);
}

Delay span_of_members(Node const &node, std::string_view key)
{
    return checked({.days = count_of(node, "days", key),
                    .hours = count_of(node, "hours", key),
                    .minutes = count_of(node, "minutes", key)},
                   node, key);
}

std::uint8_t weekdays_of(Node const &wait)
{
    Node const *const node = wait.member("weekdays");
    return node == nullptr ? SendWindow().days : read_weekdays(*node, "wait");
}

Micros time_of(Node const &node, std::string_view key)
{
    auto const time = node.kind == Kind::string ? time_of_day(node.text) : std::nullopt;
    if (!time) {
        refuse(key, node, "Write hours and minutes, as in \"09:00\".");
    }
    return *time;
}

HoursWait between_of(Node const &wait, Node const &between)
{
    constexpr std::string_view hint = R"(Write two times of day that differ, as in ["09:00", "17:00"].)";
    if (between.kind != Kind::array || between.children.size() != 2) {
        refuse("between", between, std::string(hint));
    }
    HoursWait hours{.span = span_of_members(wait, "wait"), .window = {.days = weekdays_of(wait)}};
    hours.window.from = time_of(between.children[0], "between");
    Node const &until = between.children[1];
    hours.window.until = until.text == "24:00" ? SendWindow().until : time_of(until, "between");
    if (hours.window.from == hours.window.until) {
        refuse("between", between, std::string(hint));
    }
    return hours;
}

Node const &text_in(Node const &node, std::string_view key, std::string_view hint)
{
    Node const *const found = node.member(key);
    if (found == nullptr || found->kind != Kind::string) {
        throw UserError("\"until\" has no \"" + std::string(key) + "\" that is a string",
                        "The value is " + json::shown(node) + ".", std::string(hint));
    }
    return *found;
}

DateField booking_field(std::string_view name)
{
    constexpr std::string_view document = "details.";
    if (name == "starts_at" || name == "ends_at") {
        return {.column = std::string(name), .path = {}};
    }
    if (name.starts_with(document)) {
        DateField field = read_date_field("attributes." + std::string(name.substr(document.size())));
        field.column = "details";
        return field;
    }
    throw UserError("\"field\" cannot be " + quote_value("booking." + std::string(name)), "",
                    "Of a booking write booking.starts_at, booking.ends_at or booking.details.<key>.");
}

void read_offset(MomentWait &wait, Node const &until)
{
    Node const *const node = until.member("offset");
    if (node == nullptr || node->kind == Kind::null) {
        return;
    }
    std::string_view text = node->kind == Kind::string ? trim(node->text) : std::string_view();
    wait.before = text.starts_with('-');
    if (wait.before || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    wait.offset = span_of_words(*node, text, "offset");
}

MomentWait moment_of(Node const &wait, Node const &until)
{
    json::check_keys(until, moment_keys, " in \"until\"");
    constexpr std::string_view booking = "booking.";
    std::string_view const name =
        trim(text_in(until, "field",
                     R"(Name a moment of the lead or the booking, as in {"field": "attributes.renewal_date"}.)")
                 .text);
    MomentWait moment;
    moment.of_booking = name.starts_with(booking);
    moment.field = moment.of_booking ? booking_field(name.substr(booking.size()))
                                     : read_date_field(name.starts_with("lead.") ? name.substr(5) : name);
    read_offset(moment, until);
    if (Node const *const at = until.member("at"); at != nullptr && at->kind != Kind::null) {
        moment.at = time_of(*at, "at");
    }
    if (Node const *const limit = wait.member("at_most"); limit != nullptr && limit->kind != Kind::null) {
        moment.at_most = read_span(*limit, "at_most");
    }
    return moment;
}

EventWait event_of(Node const &wait, Node const &awaited)
{
    Node const *const limit = wait.member("at_most");
    if (limit == nullptr || limit->kind == Kind::null) {
        throw UserError("a wait for something has no \"at_most\"", "The wait is " + json::shown(wait) + ".",
                        R"(Say how long it waits at most, as in {"for": "reply", "at_most": "2 days"}.)");
    }
    return {.events = read_awaited(awaited), .at_most = read_span(*limit, "at_most"), .written = json::to_text(wait)};
}

/* Keys that mean nothing beside the one that says what kind of wait it is. */
void only_with(Node const &wait, std::string_view kind, std::span<std::string_view const> fitting)
{
    for (Node const &member : wait.children) {
        if (member.key != kind && std::ranges::find(fitting, std::string_view(member.key)) == fitting.end()) {
            throw UserError("a wait cannot have \"" + member.key + "\" beside \"" + std::string(kind) + "\"",
                            "The wait is " + json::shown(wait) + ".", std::string(example));
        }
    }
}

Wait wait_of_members(Node const &node)
{
    constexpr std::array<std::string_view, 4> of_clock{"days", "hours", "minutes", "weekdays"};
    constexpr std::array<std::string_view, 1> of_event{"at_most"};
    json::check_keys(node, wait_keys, " in \"wait\"");
    if (Node const *const awaited = node.member("for")) {
        only_with(node, "for", of_event);
        return event_of(node, *awaited);
    }
    if (Node const *const between = node.member("between")) {
        only_with(node, "between", of_clock);
        return between_of(node, *between);
    }
    if (Node const *const until = node.member("until")) {
        bool const of_moment = until->kind == Kind::object;
        only_with(node, "until", of_moment ? std::span<std::string_view const>(of_event) : of_clock);
        if (of_moment) {
            return moment_of(node, *until);
        }
        return ClockWait{
            .span = span_of_members(node, "wait"), .until = time_of(*until, "until"), .days = weekdays_of(node)};
    }
    only_with(node, "days", span_keys);
    if (node.children.empty()) {
        refuse("wait", node, std::string(example));
    }
    return SpanWait{span_of_members(node, "wait")};
}

}  // namespace

Delay read_span(Node const &node, std::string_view key)
{
    if (node.kind == Kind::object && !node.children.empty()) {
        json::check_keys(node, span_keys, " in \"" + std::string(key) + "\"");
        return span_of_members(node, key);
    }
    return span_of_words(node, node.kind == Kind::string ? std::string_view(node.text) : std::string_view(), key);
}

Wait read_wait(Node const &node)
{
    if (node.kind == Kind::object) {
        return wait_of_members(node);
    }
    if (node.kind != Kind::string) {
        refuse("wait", node, std::string(example));
    }
    return SpanWait{read_span(node, "wait")};
}

bool is_same_wait(std::optional<Wait> const &a, std::optional<Wait> const &b)
{
    if (!a || !b) {
        return !a && !b;
    }
    if (a->index() != b->index()) {
        return false;
    }
    return std::visit(
        [&](auto const &wait) {
            using Kind = std::decay_t<decltype(wait)>;
            if constexpr (std::is_same_v<Kind, EventWait>) {
                return wait.written == std::get<Kind>(*b).written;
            } else {
                return wait == std::get<Kind>(*b);
            }
        },
        *a);
}

}  // namespace automation::core
