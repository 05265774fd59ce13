/* provider.hpp — what every provider of a channel can do: say what to send, and read what came back.
 *
 * No provider touches the network or the database: the worker's delivery desk does both. One value per row of
 * automation_channels, made anew when the row changes.
 */
#pragma once
#include "core/settings/send_policy.hpp"
#include "channels/common/outgoing_request.hpp"

#include <functional>
#include <memory>
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
    [[nodiscard]] virtual OutgoingRequest pack(Delivery const &delivery, core::Instant now) const = 0;
    /** Reads the answer; only the one that fits the parcel is ever called. */
    [[nodiscard]] virtual SendOutcome classify(net::HttpResponse const &response) const;
    [[nodiscard]] virtual SendOutcome classify(net::MailResponse const &response) const;

    /** What the settings say about how the desk is to send. */
    [[nodiscard]] virtual core::SendPolicy policy() const noexcept { return {}; }
};

/** Gives the secret behind a reference, see core/secret_reference.hpp. Throws UserError. */
using ResolveSecret = std::function<std::string(std::string const &reference_json)>;

/** The provider of a row of automation_channels. Throws UserError when the settings do not fit or a secret is missing.
 */
[[nodiscard]] std::unique_ptr<Provider> make_provider(std::string_view provider, std::string const &settings_json,
                                                      ResolveSecret const &resolve);

}  // namespace automation::channels
