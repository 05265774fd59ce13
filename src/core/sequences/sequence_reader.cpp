#include "core/sequences/sequence_reader.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/sequences/step_reader.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>

namespace automation::core {

namespace {

using json::Kind;
using json::Node;

constexpr std::size_t most_steps = 200;
constexpr int deepest_branch = 8;
constexpr std::string_view example =
    R"(Write a list of steps, as in [{"name": "welcome", "message_template": "Hi"}, {"name": "day 3", "wait": "3 days", …}].)";

class SequenceReader {
 public:
    explicit SequenceReader(std::string_view channel) : channel_(channel) {}

    [[nodiscard]] std::vector<SequenceStep> read(Node const &list)
    {
        (void)read_block(list, std::nullopt, 0);
        link();
        check_reached();
        return std::move(sequence_.steps);
    }

 private:
    /* The first step of the list; nothing where it is empty. */
    std::optional<StepIndex> read_block(Node const &list, std::optional<StepIndex> around, int depth)
    {
        std::optional<StepIndex> first;
        std::optional<StepIndex> last;
        for (Node const &node : list.children) {
            StepIndex const index = add(node, around);
            if (last) {
                sequence_.steps[*last].next = index;
            }
            first = first ? first : index;
            last = index;
            read_branches(index, node, depth);
        }
        return first;
    }

    StepIndex add(Node const &node, std::optional<StepIndex> around)
    {
        if (sequence_.steps.size() == most_steps) {
            throw UserError("the sequence has more than 200 steps", "",
                            "Split it: a step {\"enroll\": \"…\"} goes on in another sequence.");
        }
        SequenceStep step = read_step(node, channel_);
        if (sequence_.find(step.name)) {
            throw UserError("two steps are named " + quote_value(step.name), "",
                            "The name is what a step is known by: give each its own.");
        }
        auto const renamed =
            step.was.empty() ? sequence_.steps.end() : std::ranges::find(sequence_.steps, step.was, &SequenceStep::was);
        if (renamed != sequence_.steps.end()) {
            throw UserError("steps " + quote_value(renamed->name) + " and " + quote_value(step.name) +
                                " have the same \"was\": " + quote_value(step.was),
                            "", "Keep it at the one that goes on for those who stand there.");
        }
        step.around = around;
        sequence_.steps.push_back(std::move(step));
        return sequence_.steps.size() - 1;
    }

    void read_branches(StepIndex index, Node const &node, int depth)
    {
        auto const lists = branch_lists(node);
        for (std::size_t i = 0; i < lists.size(); ++i) {
            if (lists[i] != nullptr && !lists[i]->children.empty() && depth == deepest_branch) {
                throw UserError("step " + quote_value(sequence_.steps[index].name) + " is nested too deeply", "",
                                "Branches may be nested 8 deep; a step {\"enroll\": \"…\"} goes on in another "
                                "sequence.");
            }
            auto const first = lists[i] == nullptr ? std::nullopt : read_block(*lists[i], index, depth + 1);
            sequence_.steps[index].branches[i].first = first;
        }
    }

    /* The last step of a branch has the successor of the step that contains it, which comes earlier in the list. */
    void link()
    {
        for (SequenceStep &step : sequence_.steps) {
            if (!step.next && step.around) {
                step.next = sequence_.steps[*step.around].next;
            }
        }
    }

    void check_reached() const
    {
        for (StepIndex i = 1; i < sequence_.steps.size(); ++i) {
            if (!may_reach(sequence_, 0, i)) {
                throw UserError("step " + quote_value(sequence_.steps[i].name) + " is unreachable",
                                "Every path to it ends at a step with \"exit\".",
                                "Remove the step, or put the exit into a branch.");
            }
        }
    }

    std::string_view channel_;
    Sequence sequence_;
};

Node parsed(std::string_view json, std::string_view column)
{
    auto const root = json::parse_exact(json);
    if (!root) {
        throw UserError(std::string(column) + " is not valid JSON: " + quote_value(json), "", std::string(example));
    }
    return *root;
}

}  // namespace

Sequence read_sequence(std::string_view steps, std::string_view exit, std::string_view goal, std::string_view channel)
{
    Node const list = parsed(steps, "steps");
    if (list.kind != Kind::array || list.children.empty()) {
        throw UserError(list.kind == Kind::array ? "the sequence has no steps" : "steps cannot be " + json::shown(list),
                        "", std::string(example));
    }
    Sequence sequence;
    sequence.steps = SequenceReader(channel).read(list);
    sequence.exit = read_occasions(parsed(exit, "exit"), "exit");
    sequence.goal = read_occasions(parsed(goal, "goal"), "goal");
    sequence.asks_inside = !sequences_asked_for(sequence).empty();
    return sequence;
}

}  // namespace automation::core
