/* suppression.hpp — what automation_suppressions says of an address: who refused it, or that nothing arrives there.
 *
 * The two stand beside each other: a bounce takes back no refusal.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** What a row's `reason` says. */
inline constexpr std::string_view opted_out_reason = "opted_out";
inline constexpr std::string_view undeliverable_reason = "undeliverable";

/** A row of automation_suppressions. */
struct Suppression {
    std::string channel;  ///< or "all"
    std::string address;  ///< as the row has it
    std::string cause;    ///< stop_word, unsubscribe, provider, application or import
    NullableText detail;  ///< what was said
    Instant since;
};

/** The rows that speak against an address. */
struct Suppressions {
    std::optional<Suppression> opted_out, undeliverable;
};

/** Whether the person or a provider said so: an application does not take that back. */
[[nodiscard]] constexpr bool is_of_the_person(std::string_view cause) noexcept
{
    return cause == "stop_word" || cause == "unsubscribe" || cause == "provider";
}

/** Of two causes of a refusal, the one of more weight stays. */
[[nodiscard]] constexpr int weight_of_cause(std::string_view cause) noexcept
{
    if (cause == "stop_word") {
        return 1;
    }
    return is_of_the_person(cause) ? 2 : 0;
}

}  // namespace automation::core
