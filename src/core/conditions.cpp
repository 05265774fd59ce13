#include "core/conditions.hpp"

#include "core/error.hpp"
#include "core/moment.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr int max_depth = 16;
constexpr std::size_t max_entries = 200;
constexpr std::size_t max_bytes = std::size_t{1} << 20U;

struct NamedField {
    std::string_view name;
    LeadField field;
};

constexpr std::array<NamedField, 10> fields{{{"id", LeadField::id},
                                             {"name", LeadField::name},
                                             {"email", LeadField::email},
                                             {"phone", LeadField::phone},
                                             {"status", LeadField::status},
                                             {"source", LeadField::source},
                                             {"timezone", LeadField::timezone},
                                             {"language", LeadField::language},
                                             {"created_at", LeadField::created_at},
                                             {"last_contacted", LeadField::last_contacted}}};

constexpr std::array<std::string_view, 10> plain_names{
    "id", "name", "email", "phone", "status", "source", "timezone", "language", "created_at", "last_contacted"};
constexpr std::array<std::string_view, 10> prefixed_names{
    "lead_id",     "lead_name",     "lead_email",    "lead_phone",      "lead_status",
    "lead_source", "lead_timezone", "lead_language", "lead_created_at", "lead_last_contacted"};
constexpr std::array<std::string_view, 1> attributes_name{"attributes"};

std::optional<LeadField> field_named(std::string_view key) noexcept
{
    if (key.starts_with("lead_") || key.starts_with("lead.")) key.remove_prefix(5);
    auto const found = std::find_if(fields.begin(), fields.end(), [&](auto const &f) { return f.name == key; });
    return found == fields.end() ? std::nullopt : std::optional(found->field);
}

/** What the writer of an unknown key probably meant; empty when nothing is near. */
std::string meant(std::string_view key)
{
    if (auto const dot = key.find('.'); dot != std::string_view::npos) {
        auto const head = key.substr(0, dot);
        auto const rest = key.substr(dot + 1);
        if (head == "lead") {
            auto const inner = nearest(rest, plain_names);
            return inner ? "lead." + std::string(*inner) : std::string();
        }
        if (nearest(head, attributes_name)) return "attributes." + clean(clip(rest, 80));
    }
    auto near = nearest(key, prefixed_names);
    if (auto const plain = nearest(key, plain_names); plain && !key.starts_with("lead")) near = plain;
    return std::string(near.value_or(""));
}

[[noreturn]] void refuse_key(json::Node const &member)
{
    auto const near = meant(member.key);
    throw UserError("unknown condition " + in_quotes(member.key),
                    "The value it asks for is " + clean(clip(json::to_text(member), 80)) + ".",
                    did_you_mean(near.empty() ? std::nullopt : std::optional<std::string_view>(near)) +
                        "A condition may name: " + join(plain_names) +
                        " (each also as lead_status or lead.status), attributes.<key>.");
}

/** The keys of attributes.a.b, none when the key is no attribute's. Throws when a part is empty. */
std::vector<std::string> attribute_path(json::Node const &member)
{
    std::string_view rest = member.key;
    if (rest.starts_with("lead.")) rest.remove_prefix(5);
    if (rest != "attributes" && !rest.starts_with("attributes.")) return {};
    std::vector<std::string> path;
    while (true) {
        auto const dot = rest.find('.');
        path.emplace_back(rest.substr(0, dot));
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    path.erase(path.begin());
    if (path.empty() || std::any_of(path.begin(), path.end(), [](auto const &part) { return part.empty(); }))
        throw UserError("condition " + in_quotes(member.key) + " does not name an attribute", "",
                        "Write the key after a dot, as in \"attributes.tier\".");
    if (path.size() > static_cast<std::size_t>(max_depth))
        throw UserError("condition " + in_quotes(member.key) + " is nested too deep", "",
                        "An attribute may be at most 16 levels deep.");
    return path;
}

}  // namespace

std::optional<std::string_view> LeadSource::field(LeadField field) const
{
    auto const view = [](Text const &text) { return text ? std::optional<std::string_view>(*text) : std::nullopt; };
    auto const moment = [](std::optional<Instant> const &value, std::string &kept) -> std::optional<std::string_view> {
        if (!value) return std::nullopt;
        if (kept.empty()) kept = iso_8601(*value, FixedZone());
        return kept;
    };
    switch (field) {
        case LeadField::id:
            return id_;
        case LeadField::name:
            return view(lead_.name);
        case LeadField::email:
            return view(lead_.email);
        case LeadField::phone:
            return view(lead_.phone);
        case LeadField::status:
            return view(lead_.status);
        case LeadField::source:
            return view(lead_.source);
        case LeadField::timezone:
            return view(lead_.timezone);
        case LeadField::language:
            return view(lead_.language);
        case LeadField::last_contacted:
            return moment(lead_.last_contacted, last_contacted_);
        case LeadField::created_at:
            return moment(lead_.created_at, created_at_);
    }
    return std::nullopt;
}

Conditions::Entry Conditions::entry(json::Node const &member)
{
    Entry entry;
    entry.key = member.key;
    entry.path = attribute_path(member);
    if (entry.path.empty()) {
        entry.field = field_named(member.key);
        if (!entry.field) refuse_key(member);
    }
    if (!member.scalar())
        throw UserError("condition " + in_quotes(member.key) + " asks for " + std::string(json::kind_name(member.kind)),
                        "The value is " + clean(clip(json::to_text(member), 80)) + ".",
                        "Write a string, a number, true, false or null, as in {\"lead_status\":\"new\"}.");
    entry.expected = member;
    return entry;
}

Conditions Conditions::parse(std::string_view json)
{
    auto const root = json::parse_exact(json, max_depth, max_bytes);
    if (!root)
        throw UserError(
            "conditions are not valid JSON: " + in_quotes(json), "",
            "Write a JSON object of at most 16 levels, as in {\"lead_status\":\"new\",\"source\":\"Website\"}.");
    if (root->kind != json::Kind::object)
        throw UserError("conditions must be an object, not " + std::string(json::kind_name(root->kind)),
                        "The value is " + clean(clip(json, 80)) + ".",
                        "Write a JSON object, as in {\"lead_status\":\"new\",\"source\":\"Website\"}; {} for none.");
    if (root->children.size() > max_entries)
        throw UserError("too many conditions: " + std::to_string(root->children.size()), "",
                        "An automation may have at most 200 conditions.");
    Conditions conditions;
    for (auto const &member : root->children) {
        conditions.entries_.push_back(entry(member));
        if (!conditions.entries_.back().field) conditions.asks_attributes_ = true;
    }
    return conditions;
}

bool Conditions::Entry::holds(std::optional<std::string_view> found) const noexcept
{
    if (!found) return expected.kind == json::Kind::null;
    if (field == LeadField::id) return expected.kind == json::Kind::number && json::same_number(expected.text, *found);
    return expected.kind == json::Kind::string && expected.text == *found;
}

bool Conditions::Entry::holds(json::Node const *found) const noexcept
{
    if (found == nullptr) return expected.kind == json::Kind::null;
    return json::same_scalar(expected, *found);
}

bool Conditions::hold(FieldSource const &source) const noexcept
{
    try {
        // Columns first: they cost nothing, and mostly spare the attributes from being parsed.
        for (auto const &entry : entries_)
            if (entry.field && !entry.holds(source.field(*entry.field))) return false;
        if (!asks_attributes_) return true;
        auto const attributes = json::parse_exact(source.attributes());
        return std::all_of(entries_.begin(), entries_.end(), [&](Entry const &entry) {
            return entry.field || entry.holds(attributes ? attributes->at(entry.path) : nullptr);
        });
    } catch (...) {  // a source that breaks its promise must not end the process
        return false;
    }
}

std::vector<Conditions::Seen> Conditions::look(FieldSource const &source) const
{
    constexpr std::string_view absent = "absent";
    std::vector<Seen> seen;
    auto const attributes = asks_attributes_ ? json::parse_exact(source.attributes()) : std::nullopt;
    for (auto const &entry : entries_) {
        Seen one{entry.key, json::to_text(entry.expected), std::string(absent), false};
        if (entry.field) {
            auto const found = source.field(*entry.field);
            one.holds = entry.holds(found);
            if (found) one.found = entry.field == LeadField::id ? std::string(*found) : json::quote(*found);
        } else {
            auto const *const found = attributes ? attributes->at(entry.path) : nullptr;
            one.holds = entry.holds(found);
            if (found != nullptr && found->kind != json::Kind::null) one.found = json::to_text(*found);
        }
        seen.push_back(std::move(one));
    }
    return seen;
}

}  // namespace automation::core
