/* output_checks.hpp — may this text of a model be sent as it is?
 *
 * Every fact in it must occur in what the model was given; the codes of what does not go into messages.flags, and a
 * person decides. Errs towards doubt. Judges the text as it was written: store what tidy() makes of it afterwards.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/llm/prompt.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace automation::core {

/** Codes, each once: empty, too_long, control_characters, link, email_address, phone_number, markup, placeholder,
 *  prompt_leak, refusal, account_number, handle, code, money, date_or_time, commitment, person, number. Empty: nothing
 *  found. */
[[nodiscard]] std::vector<std::string> find_violations(std::string_view subject, std::string_view body,
                                                       Subject const &about, Prompt const &prompt);

/** What a code of flaws_of() means, said to the model: "it held a link". */
[[nodiscard]] std::string_view describe_violation(std::string_view violation) noexcept;

struct Tidied {
    std::string subject;  ///< one line of at most 120 characters
    std::string body;     ///< lines ended by \n, at most one empty line in a row, at most 10,000 characters
};

/** Only what can be seen, without blanks around it. */
[[nodiscard]] Tidied tidy(std::string_view subject, std::string_view body);

}  // namespace automation::core
