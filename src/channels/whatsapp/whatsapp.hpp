/* whatsapp.hpp — a message by WhatsApp's Cloud API: the JSON that is posted, and what an answer makes us do.
 *
 * Free text may go within 24 hours of the recipient's last message, later only a template that Meta has approved. There
 * is no idempotency key; the message's own key comes back in every status report (biz_opaque_callback_data).
 */
#pragma once
#include "channels/common/http_outcome.hpp"
#include "channels/whatsapp/whatsapp_settings.hpp"

#include <string_view>

namespace automation::channels::whatsapp {

/** The most characters of a text, and of a parameter of a template. */
inline constexpr std::size_t longest_body = 4'096;
inline constexpr std::size_t longest_parameter = 1'024;

/** True when the recipient wrote less than 24 hours before `now`. */
[[nodiscard]] bool window_open(Delivery const &delivery, core::Instant now) noexcept;

/** Refuses what may not be sent; blocked_window says that it is for the 24 hours, with no template to fall back on. */
[[nodiscard]] OutgoingRequest build_request(WhatsAppSettings const &settings, std::string_view token,
                                            Delivery const &delivery, core::Instant now);

[[nodiscard]] SendOutcome classify(net::HttpResponse const &response);

/** The approved language that fits the lead's best: the same tag, else the same language, else the first. */
[[nodiscard]] std::string const &language_for(WhatsAppTemplate const &approved, core::NullableText const &language);

}  // namespace automation::channels::whatsapp
