/* opt_out_list.hpp — which channels a lead refuses: leads.opted_out read in one way everywhere. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** The word in opted_out that refuses every channel. */
inline constexpr std::string_view every_channel = "all";

/** True when `opted_out` names the channel or every one, in whatever case. */
[[nodiscard]] bool refuses(std::vector<std::string> const &opted_out, std::string_view channel);
/** True when it names every one. */
[[nodiscard]] bool refuses_all(std::vector<std::string> const &opted_out);

/** A channel as opted_out is read: in lower case, without blanks around it. */
[[nodiscard]] std::string refused_channel(std::string_view entry);

/** What is written in a lead's row of the addresses that a refusal of `channel` holds for. */
struct LeadAddresses {
    std::optional<std::string> email, phone;
    friend bool operator==(LeadAddresses const &, LeadAddresses const &) = default;
};
[[nodiscard]] std::vector<std::string> addresses_for(LeadAddresses const &lead, std::string_view channel);

/** What `after` refuses and `before` did not, in lower case, each once; nothing when it refused everything. The other
 * way round: what is allowed again. */
[[nodiscard]] std::vector<std::string> new_opt_outs(std::vector<std::string> const &before,
                                                    std::vector<std::string> const &after);

}  // namespace automation::core
