/* provider.hpp — what every provider of a channel can do: say what to send, and read what came back.
 *
 * No provider uses the network or the database: the delivery dispatcher does both. One object per row of
 * automation_channels, created again when the row changes.
 */
#pragma once
#include "core/settings/send_policy.hpp"
#include "channels/common/outgoing_request.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace automation::channels {

class Provider {
 public:
    Provider() = default;
    virtual ~Provider() = default;
    Provider(Provider const &) = delete;
    Provider &operator=(Provider const &) = delete;

    /** The same bytes for the same delivery, whenever it is asked. `now` decides only what may be sent. */
    [[nodiscard]] virtual OutgoingRequest build_request(Delivery const &delivery, core::Instant now) const = 0;
    /** What the response to such a request means. A provider implements the one of its protocol; of the other nothing
     *  is known. */
    [[nodiscard]] virtual SendOutcome classify(net::HttpResponse const &response) const;
    [[nodiscard]] virtual SendOutcome classify(net::MailResponse const &response) const;

    /** How the settings want the dispatcher to send. */
    [[nodiscard]] virtual core::SendPolicy policy() const noexcept { return {}; }
};

/** Gives the secret behind a reference, see core/secret_reference.hpp. Throws UserError. */
using ResolveSecret = std::function<std::string(std::string const &reference_json)>;

/** The provider of a row of automation_channels. Throws UserError when the settings do not fit or a secret is missing.
 */
[[nodiscard]] std::unique_ptr<Provider> make_provider(std::string_view provider, std::string const &settings_json,
                                                      ResolveSecret const &resolve);

/** Throws UserError with a hint if the provider does not exist or cannot use the settings of a row of
 *  automation_channels. Secrets are not resolved: whether one exists shows when the channel is used. */
void check_channel_settings(std::string_view provider, std::string const &settings_json);

/** Why a channel cannot be used, and what to do. */
struct Unusable {
    std::string why, hint;
};
/** Of what make_provider() would throw; none if it would not. */
[[nodiscard]] std::optional<Unusable> why_unusable(std::string_view provider, std::string const &settings_json,
                                                   ResolveSecret const &resolve);
/** Why nothing is sent to the address in the settings: it is private, as its form shows without resolving a name.
 * Throws UserError as check_channel_settings. */
[[nodiscard]] std::optional<Unusable> why_forbidden(std::string_view provider, std::string const &settings_json);

}  // namespace automation::channels
