#include "core/sequences/step_reader.hpp"

#include "core/automations/validate.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

using json::Kind;
using json::Node;

constexpr std::array<std::string_view, 17> step_keys{"name",
                                                     "was",
                                                     "wait",
                                                     "conditions",
                                                     "channel",
                                                     "subject_template",
                                                     "message_template",
                                                     "ai_instructions",
                                                     "review",
                                                     "actions",
                                                     "if",
                                                     "then",
                                                     "else",
                                                     "split",
                                                     "enroll",
                                                     "exit",
                                                     "to"};
constexpr std::array<std::string_view, 6> message_keys{"channel",         "subject_template", "message_template",
                                                       "ai_instructions", "review",           "to"};
constexpr std::array<std::string_view, 3> arm_keys{"name", "weight", "steps"};
constexpr std::size_t longest_name = 200;

Node const *given(Node const &node, std::string_view key)
{
    Node const *const found = node.member(key);
    return found != nullptr && found->kind != Kind::null ? found : nullptr;
}

std::string name_in(Node const &node, std::string_view what)
{
    Node const *const name = given(node, "name");
    std::string_view const text = name != nullptr && name->kind == Kind::string ? trim(name->text) : std::string_view();
    if (text.empty() || truncated(text, longest_name).size() < text.size()) {
        throw UserError("a" + std::string(what) + " has no name" + (text.empty() ? "" : " of at most 200 characters"),
                        "It is " + json::shown(node) + ".", "Give each a name of its own, as in \"name\": \"day 3\".");
    }
    return std::string(text);
}

NullableText text_of(Node const &node, std::string_view key)
{
    Node const *const found = given(node, key);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (found->kind != Kind::string) {
        throw UserError("\"" + std::string(key) + "\" cannot be " + json::shown(*found), "", "Write a string.");
    }
    return found->text;
}

bool is_message(Node const &node)
{
    return std::ranges::any_of(message_keys, [&](std::string_view key) { return given(node, key) != nullptr; });
}

/* What the step does, by the keys that say so. */
struct Work {
    std::string_view key;
    StepWork kind;
};
constexpr std::array<Work, 5> works{{{"actions", StepWork::actions},
                                     {"if", StepWork::branch},
                                     {"split", StepWork::split},
                                     {"enroll", StepWork::enroll},
                                     {"exit", StepWork::exit}}};

std::vector<Work> works_of(Node const &node, bool waits_for)
{
    std::vector<Work> found;
    if (is_message(node)) {
        found.push_back({"a message", StepWork::message});
    }
    for (Work const &work : works) {
        if (given(node, work.key) != nullptr) {
            found.push_back(work);
        }
    }
    if (waits_for) {
        found.push_back({"a wait for something", StepWork::wait_for});
    }
    return found;
}

StepWork kind_of(Node const &node, SequenceStep const &step)
{
    auto const found = works_of(node, step.wait && std::holds_alternative<EventWait>(*step.wait));
    if (found.size() > 1) {
        throw UserError("does two things: " + std::string(found[0].key) + " and " + std::string(found[1].key), "",
                        "Write two steps, one after the other.");
    }
    if (found.empty() && !step.wait) {
        throw UserError("does nothing", "",
                        "Give it a message (\"message_template\", \"channel\"), \"actions\", \"if\", \"split\", "
                        "\"enroll\", \"exit\" or a \"wait\".");
    }
    return found.empty() ? StepWork::pause : found[0].kind;
}

/* What an automation may not write, a step may not. */
void read_message(Node const &node, std::string_view channel, SequenceStep &step)
{
    AutomationDraft draft;
    draft.name = step.name;
    draft.type = type_names[0];
    draft.trigger = trigger_names[0];
    NullableText const own_channel = text_of(node, "channel");
    draft.channel = own_channel ? *own_channel : std::string(channel);
    draft.to = text_of(node, "to");
    draft.subject_template = text_of(node, "subject_template");
    draft.message_template = text_of(node, "message_template");
    draft.ai_instructions = text_of(node, "ai_instructions");
    draft.review = text_of(node, "review").value_or(draft.review);
    Automation const read = check(draft);
    step.channel = own_channel ? std::optional(read.channel) : std::nullopt;
    step.subject_template = read.subject_template;
    step.message_template = read.message_template;
    step.ai_instructions = read.ai_instructions;
    step.review = given(node, "review") != nullptr ? std::optional(read.review) : std::nullopt;
    step.to = read.to;
}

Branch arm_of(Node const &node)
{
    if (node.kind != Kind::object) {
        throw UserError("an arm of the split cannot be " + json::shown(node), "",
                        R"(Write {"name": "a", "weight": 50, "steps": […]}.)");
    }
    json::check_keys(node, arm_keys, {}, "Keys of an arm are");
    Branch arm{.name = name_in(node, "n arm"), .weight = 1, .first = {}};
    if (Node const *const weight = given(node, "weight")) {
        auto const whole = json::whole_number(*weight);
        constexpr int heaviest = 1'000'000;
        if (!whole || *whole < 0 || *whole > heaviest) {
            throw UserError("\"weight\" of arm " + quote_value(arm.name) + " cannot be " + json::shown(*weight), "",
                            "Write a whole number from 0 to 1000000.");
        }
        arm.weight = *whole;
    }
    Node const *const steps = given(node, "steps");
    if (steps == nullptr || steps->kind != Kind::array || steps->children.empty()) {
        throw UserError(
            "arm " + quote_value(arm.name) + " has no steps", "",
            R"(Write a list of steps; for an arm that receives nothing, a step with a wait: {"name": "none", "wait": "0 days"}.)");
    }
    return arm;
}

void read_arms(Node const &split, SequenceStep &step)
{
    if (split.kind != Kind::array || split.children.size() < 2) {
        throw UserError("\"split\" cannot be " + json::shown(split), "",
                        R"(Write two arms or more, as in [{"name": "a", "weight": 50, "steps": […]}, …].)");
    }
    long long weights = 0;
    for (Node const &node : split.children) {
        Branch const arm = arm_of(node);
        weights += arm.weight;
        if (std::ranges::find(step.branches, arm.name, &Branch::name) != step.branches.end()) {
            throw UserError("two arms are named " + quote_value(arm.name), "", "Give each its own name.");
        }
        step.branches.push_back(arm);
    }
    if (weights == 0) {
        throw UserError("the weights of its arms add up to 0", "", "Give one of them a weight of 1 or more.");
    }
}

/* then and else; `needed`: a condition without `then` asks for nothing. */
void read_two_ways(Node const &node, SequenceStep &step, bool needed)
{
    for (char const *const key : {"then", "else"}) {
        Node const *const list = given(node, key);
        if (list != nullptr && list->kind != Kind::array) {
            throw UserError("\"" + std::string(key) + "\" cannot be " + json::shown(*list), "",
                            "Write a list of steps.");
        }
        bool const empty = list == nullptr || list->children.empty();
        if (empty && needed && std::string_view(key) == "then") {
            throw UserError("\"then\" has no steps", "",
                            "Write the steps of those for whom the conditions hold; to say it of the others, write "
                            "\"if\": {\"not\": {…}}.");
        }
        step.branches.push_back({.name = key, .weight = 0, .first = {}});
    }
}

void refuse_lists(Node const &node, StepWork kind)
{
    bool const two_ways = kind == StepWork::branch || kind == StepWork::wait_for;
    for (char const *const key : {"then", "else"}) {
        if (!two_ways && given(node, key) != nullptr) {
            throw UserError("\"" + std::string(key) + "\" requires an \"if\"", "",
                            R"(Write {"if": {…}, "then": […], "else": […]}, or a wait for something.)");
        }
    }
    if (kind == StepWork::wait_for && given(node, "conditions") != nullptr) {
        throw UserError("a wait for something cannot have conditions", "",
                        "Put the step into a branch: {\"if\": {…}, \"then\": […]}.");
    }
}

Conditions conditions_of(Node const &node, std::string_view key)
{
    Node const *const found = given(node, key);
    return found == nullptr ? Conditions() : Conditions::parse(json::to_text(*found));
}

std::string sequence_named(Node const &node)
{
    if (node.kind != Kind::string || is_blank(node.text)) {
        throw UserError("\"enroll\" cannot be " + json::shown(node), "", "Write the name of a sequence.");
    }
    return std::string(trim(node.text));
}

void read_work(Node const &node, std::string_view channel, SequenceStep &step)
{
    switch (step.work) {
        case StepWork::message:
            return read_message(node, channel, step);
        case StepWork::actions:
            step.actions = Actions::parse(json::to_text(*given(node, "actions")));
            if (step.actions.empty()) {
                throw UserError("\"actions\" change nothing", "", R"(Write {"set": {"status": "contacted"}}.)");
            }
            return;
        case StepWork::branch:
            step.test = conditions_of(node, "if");
            return read_two_ways(node, step, true);
        case StepWork::wait_for:
            return read_two_ways(node, step, false);
        case StepWork::split:
            return read_arms(*given(node, "split"), step);
        case StepWork::enroll:
            step.enroll = sequence_named(*given(node, "enroll"));
            return;
        case StepWork::exit:
            if (Node const &exit = *given(node, "exit"); exit.kind != Kind::boolean || exit.text != "true") {
                throw UserError("\"exit\" of a step cannot be " + json::shown(exit), "", "Write true.");
            }
            return;
        case StepWork::pause:
            return;
    }
}

SequenceStep read_named(Node const &node, std::string_view channel, std::string name)
{
    json::check_keys(node, step_keys, {}, "Keys of a step are");
    SequenceStep step;
    step.name = std::move(name);
    step.was = std::string(trim(text_of(node, "was").value_or("")));
    if (Node const *const wait = given(node, "wait")) {
        step.wait = read_wait(*wait);
    }
    step.work = kind_of(node, step);
    refuse_lists(node, step.work);
    step.conditions = conditions_of(node, "conditions");
    read_work(node, channel, step);
    return step;
}

}  // namespace

SequenceStep read_step(Node const &node, std::string_view channel)
{
    if (node.kind != Kind::object) {
        throw UserError("a step cannot be " + json::shown(node), "",
                        R"(Write an object, as in {"name": "welcome", …}.)");
    }
    std::string const name = name_in(node, " step");
    try {
        return read_named(node, channel, name);
    } catch (UserError const &error) {
        throw UserError(error.mistake(), "step " + quote_value(name) + ": " + error.what(), error.detail(),
                        error.hint());
    }
}

std::vector<Node const *> branch_lists(Node const &node)
{
    if (Node const *const split = given(node, "split")) {
        std::vector<Node const *> arms;
        for (Node const &arm : split->children) {
            arms.push_back(given(arm, "steps"));
        }
        return arms;
    }
    bool const two_ways =
        given(node, "if") != nullptr || given(node, "then") != nullptr || given(node, "else") != nullptr;
    return two_ways ? std::vector<Node const *>{given(node, "then"), given(node, "else")} : std::vector<Node const *>();
}

}  // namespace automation::core
