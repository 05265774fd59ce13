#include "channels/redaction.hpp"

#include <string_view>

namespace automation::channels {

SendOutcome without_secrets(SendOutcome outcome, std::span<std::string const> secrets)
{
    constexpr std::string_view instead = "[removed]";
    for (std::string const &secret : secrets) {
        if (secret.empty()) {
            continue;
        }
        for (std::string *const words : {&outcome.detail, &outcome.code, &outcome.provider_message_id}) {
            // On behind what was put in: the secret may be a part of that.
            for (auto at = words->find(secret); at != std::string::npos;
                 at = words->find(secret, at + instead.size())) {
                words->replace(at, secret.size(), instead);
            }
        }
    }
    return outcome;
}

}  // namespace automation::channels
