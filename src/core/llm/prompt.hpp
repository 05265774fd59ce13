/* prompt.hpp — what the model is asked to write, for one lead and one event.
 *
 * The rules come first and are the same for all (the provider caches them), the data last: one JSON object between
 * tags that carry a random name. It never holds an e-mail address, a telephone number or an address of the lead.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/crm/entities.hpp"
#include "core/llm/model_answer.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** A text of the model that the checks refused, and what it cost: it is asked once more, and told what was wrong. */
struct RejectedOutput {
    std::vector<std::string> violations;  ///< the codes of flaws_of()
    TokenCount tokens;
};

/** What happened besides the subject's facts. */
struct PromptContext {
    NullableText old_status, new_status;
    NullableText inbound;  ///< the lead's message that is to be answered
    Instant now{};
    std::optional<RejectedOutput> earlier = {};
};

/** What a text may rest on, a line for each value: the checks compare with it. */
struct GroundingSources {
    std::string business;  ///< operator's words and the booking; may be repeated as they are
    std::string lead;      ///< known of the lead: no links or addresses may come from here
    std::string inbound;   ///< written by the lead: only plain numbers may
};

struct Prompt {
    std::string system, user;
    std::string random;
    GroundingSources sources;
    bool subject_wanted = true;                         ///< false where the channel has none or a template makes it
    std::size_t most_subject = 120, most_body = 2'000;  ///< characters; twice and more of what the model is told
    Instant written_at{};
    std::optional<RejectedOutput> earlier = {};  ///< why this is the second time of asking, and the last
};

/** `nonce` is random for each request, 8 hexadecimal digits or more. */
[[nodiscard]] Prompt make_prompt(Automation const &automation, Trigger event, Subject const &subject,
                                 PromptContext const &context, std::string_view random);

/** The body with the signature, else the business name, below it; unless it ends with that already. */
[[nodiscard]] std::string finish_body(std::string_view body, TenantSettings const &tenant);

}  // namespace automation::core
