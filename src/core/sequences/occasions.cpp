#include "core/sequences/occasions.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace automation::core {

namespace {

using json::Kind;
using json::Node;

class OccasionReader {
 public:
    OccasionReader(std::string_view key, std::span<std::string_view const> words) : key_(key), words_(words) {}

    void read(Node const &node)
    {
        if (node.kind == Kind::array && !inside_list_) {
            read_list(node);
        } else if (node.kind == Kind::string) {
            read_word(node);
        } else if (node.kind == Kind::object && !node.children.empty()) {
            found_.conditions.push_back(Conditions::parse(json::to_text(node)));
        } else {
            refuse(node);
        }
    }
    [[nodiscard]] Occasions take() { return std::move(found_); }

 private:
    void read_list(Node const &node)
    {
        if (node.children.empty()) {
            refuse(node);
        }
        inside_list_ = true;
        for (Node const &one : node.children) {
            read(one);
        }
    }
    void read_word(Node const &node)
    {
        bool const known = std::ranges::find(words_, std::string_view(node.text)) != words_.end();
        if (!known) {
            throw UserError("\"" + std::string(key_) + "\" cannot be " + quote_value(node.text), "",
                            hint_for(node.text, words_, "Write conditions, or one of"));
        }
        (node.text == "booking" ? found_.booking : found_.reply) = true;
    }
    [[noreturn]] void refuse(Node const &node) const
    {
        throw UserError(
            "\"" + std::string(key_) + "\" cannot be " + json::shown(node), "",
            "Write conditions, as in {\"lead_status\": \"customer\"}, or " + quoted_words() + ", or a list of these.");
    }
    [[nodiscard]] std::string quoted_words() const
    {
        std::string text;
        for (std::string_view const word : words_) {
            text += (text.empty() ? "\"" : ", \"") + std::string(word) + "\"";
        }
        return text;
    }

    std::string_view key_;
    std::span<std::string_view const> words_;
    Occasions found_;
    bool inside_list_ = false;
};

constexpr std::array<std::string_view, 2> awaited{"reply", "booking"};

}  // namespace

Occasions read_occasions(Node const &node, std::string_view key)
{
    if (node.kind == Kind::null) {
        return {};
    }
    OccasionReader reader(key, std::span(awaited).subspan(1));
    reader.read(node);
    return reader.take();
}

Occasions read_awaited(Node const &node)
{
    OccasionReader reader("for", awaited);
    reader.read(node);
    Occasions events = reader.take();
    for (Conditions const &conditions : events.conditions) {
        if (conditions.asks_inside()) {
            throw UserError("\"for\" has the condition \"inside\"",
                            "No write to the lead says that it has entered or left another sequence.",
                            "Ask it when a step is due: give the step {\"conditions\": {\"inside\": …}}, or write "
                            "{\"if\": {\"inside\": …}, \"then\": […]}.");
        }
        if (conditions.asks_clock()) {
            throw UserError("\"for\" has conditions on the clock", "Time alone would change their answer.",
                            "Wait for the time itself: \"3 days\", {\"until\": \"09:00\"}, or {\"until\": {\"field\": "
                            "\"attributes.renewal_date\"}}.");
        }
    }
    return events;
}

}  // namespace automation::core
