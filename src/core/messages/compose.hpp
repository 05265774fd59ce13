/* compose.hpp — the message of a run: from its template, from the model's text, or the built-in text of its type.
 *
 * Pure: whoever asks the model brings its text here, checked again against the facts as they are now. The first text
 * that fails the checks asks for a second; what speaks against that one goes to a person, or it is dropped.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/llm/prompt.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace automation::core {

/** What the model wrote, and what it had been asked. */
struct ModelText {
    std::string subject, body;
    std::string model;
    int input_tokens = 0, output_tokens = 0;  ///< those of an earlier text included
    Prompt prompt;
    bool last = false;  ///< the model is not to be asked once more, whatever is wrong with it
};

/** The model is not to be asked, or did not answer. */
struct NoModel {
    std::string why;
    int input_tokens = 0, output_tokens = 0;
};

using ModelSource = std::variant<std::monostate, ModelText, NoModel>;

struct Message {
    NullableText subject;  ///< none where the channel has no subject
    std::string body;
    std::string origin;  ///< template | gemini | builtin
    std::string model;
    int input_tokens = 0, output_tokens = 0;
    std::vector<std::string> flags;  ///< what the checks found
    bool held = false;               ///< a person looks at it first
    std::string why;                 ///< of a built-in text: why neither template nor model
};

struct NeedsModel {
    std::optional<RejectedOutput> earlier = {};  ///< it has been asked, and wrote this
};
struct MissingValue {
    std::string variable;
    std::string why = {};  ///< where it may be there, and cannot be read
};
/** A template's text is longer than a message may be; half a message is not sent. */
struct TooLong {
    std::string detail;
};

using Composed = std::variant<Message, NeedsModel, MissingValue, TooLong>;

[[nodiscard]] Composed compose(Automation const &automation, Subject const &subject, ModelSource const &model);

}  // namespace automation::core
