#include "core/automations/automation_document.hpp"

#include "core/automations/automation_json.hpp"
#include "core/base/error.hpp"
#include "core/json/node_checks.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include <array>

namespace automation::core {
namespace {

using json::Kind;
using json::Node;

constexpr std::array<std::string_view, 28> rule_keys{"name",
                                                     "type",
                                                     "trigger",
                                                     "delay_days",
                                                     "delay_hours",
                                                     "delay_minutes",
                                                     "channel",
                                                     "subject_template",
                                                     "message_template",
                                                     "ai_instructions",
                                                     "conditions",
                                                     "actions",
                                                     "review",
                                                     "stop_on_reply",
                                                     "max_runs",
                                                     "cooldown",
                                                     "max_lateness",
                                                     "send_window",
                                                     "needs",
                                                     "steps",
                                                     "exit",
                                                     "goal",
                                                     "date_field",
                                                     "at",
                                                     "after",
                                                     "yearly",
                                                     "to",
                                                     "enabled"};
constexpr std::array<std::string_view, 3> document_keys{"format", "on_conflict", "automations"};
constexpr std::array<std::string_view, 3> conflict_words{"update", "skip", "error"};
constexpr std::string_view example = R"({"format": 1, "automations": [{"name": "Welcome", …}]})";

OnConflict on_conflict_from(Node const &node)
{
    for (std::size_t i = 0; i < conflict_words.size(); ++i) {
        if (node.kind == Kind::string && node.text == conflict_words[i]) return static_cast<OnConflict>(i);
    }
    throw UserError("\"on_conflict\" cannot be " + json::shown(node), "",
                    hint_for(node.text, conflict_words, "Write one of"));
}

void check_document(Node const &document)
{
    json::check_keys(document, document_keys, {}, "Keys of a document are");
    auto const *const format = document.member("format");
    if (format == nullptr || format->kind != Kind::number || !json::same_number(format->text, "1"))
        throw UserError(format == nullptr ? "the document has no format" : "unknown format " + json::shown(*format), "",
                        "This version reads format 1; automation_export() writes it.");
    auto const *const automations = document.member("automations");
    if (automations == nullptr || automations->kind != Kind::array)
        throw UserError(automations == nullptr ? "the document has no automations"
                                               : "\"automations\" cannot be " + json::shown(*automations),
                        "", "Write a list of automations, as in " + std::string(example) + ".");
}

/** The same with every key, those that were not there as null; what has no default is left to its check. */
std::string completed(Node rule)
{
    for (auto const key : rule_keys) {
        if (rule.member(key) != nullptr) continue;
        Node &added = rule.children.emplace_back();
        added.key = key;
        if (key == "enabled") {
            added.kind = Kind::boolean;
            added.text = "true";
        }
    }
    return json::to_text(rule);
}

ExportedAutomation rule_from(Node const &node, std::size_t number)
{
    if (node.kind != Kind::object)
        throw UserError(
            "automation " + std::to_string(number) + " of the document is " + std::string(json::kind_name(node.kind)),
            "It is " + json::shown(node) + ".", "Each is an object, as in " + std::string(example) + ".");
    auto const *const name = node.member("name");
    bool const named = name != nullptr && name->kind == Kind::string && !is_blank(name->text);
    try {
        (void)check(parse_config({}, json::to_text(node)).draft);
    } catch (UserError const &error) {
        throw UserError(error.mistake(),
                        "automation " +
                            (named ? quote_value(name->text) : std::to_string(number) + " of the document") + ": " +
                            error.what(),
                        error.detail(), error.hint());
    }
    return {name->text, completed(node)};
}

}  // namespace

std::span<std::string_view const> transferred_keys() noexcept
{
    return rule_keys;
}

AutomationDocument read_transfer(std::string_view text)
{
    auto const document = json::parse_exact(text);
    if (!document || document->kind != Kind::object)
        throw UserError(document ? "the document must be an object, not " + std::string(json::kind_name(document->kind))
                                 : "the document cannot be read",
                        document ? "" : "It is larger than 16 MB or nested too deep.",
                        "Use the document that automation_export() returned.");
    check_document(*document);
    AutomationDocument transfer;
    if (auto const *const word = document->member("on_conflict")) transfer.on_conflict = on_conflict_from(*word);
    for (auto const &node : document->member("automations")->children)
        transfer.rules.push_back(rule_from(node, transfer.rules.size() + 1));
    return transfer;
}

}  // namespace automation::core
