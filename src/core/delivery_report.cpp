#include "core/delivery_report.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace automation::core {

namespace {

struct Word {
    std::string_view status;
    DeliveryNews news;
};

// Twilio, WhatsApp Cloud, Vonage and what mail gateways say.
constexpr std::array words{
    Word{"delivered", DeliveryNews::delivered},
    Word{"read", DeliveryNews::delivered},
    Word{"opened", DeliveryNews::delivered},
    Word{"clicked", DeliveryNews::delivered},
    Word{"failed", DeliveryNews::failed},
    Word{"undelivered", DeliveryNews::failed},
    Word{"rejected", DeliveryNews::failed},
    Word{"dropped", DeliveryNews::failed},
    Word{"expired", DeliveryNews::failed},
    Word{"canceled", DeliveryNews::failed},
    Word{"cancelled", DeliveryNews::failed},
    Word{"bounced", DeliveryNews::bad_address},
    Word{"bounce", DeliveryNews::bad_address},
    Word{"hard_bounce", DeliveryNews::bad_address},
    Word{"bad_address", DeliveryNews::bad_address},
    Word{"opted_out", DeliveryNews::opted_out},
    Word{"unsubscribed", DeliveryNews::opted_out},
    Word{"complained", DeliveryNews::opted_out},
    Word{"complaint", DeliveryNews::opted_out},
    Word{"spam", DeliveryNews::opted_out},
    Word{"accepted", DeliveryNews::under_way},
    Word{"scheduled", DeliveryNews::under_way},
    Word{"queued", DeliveryNews::under_way},
    Word{"sending", DeliveryNews::under_way},
    Word{"sent", DeliveryNews::under_way},
    Word{"buffered", DeliveryNews::under_way},
    Word{"submitted", DeliveryNews::under_way},
    Word{"deferred", DeliveryNews::under_way},
    Word{"delayed", DeliveryNews::under_way},
    Word{"soft_bounce", DeliveryNews::under_way},
    Word{"partially_delivered", DeliveryNews::under_way},
};

// Enhanced status codes of RFC 3463, Twilio's and WhatsApp's numbers: no such mailbox, no such number.
constexpr std::array<std::string_view, 9> gone_codes{"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10",
                                                     "5.2.1", "21211", "30005", "131026"};
constexpr std::array<std::string_view, 2> stop_codes{"21610", "131050"};

bool is_code(char c) noexcept
{
    return (c >= '0' && c <= '9') || c == '.';
}

/** True when one of the codes is among the first three numbers: "550 5.1.1 no such user", "30005". */
template <std::size_t Count>
bool begins_with(std::string_view detail, std::array<std::string_view, Count> const &codes) noexcept
{
    for (int numbers = 0; numbers < 3; ++numbers) {
        auto const from = std::ranges::find_if(detail, is_code);
        auto const to = std::find_if_not(from, detail.end(), is_code);
        if (from == detail.end()) return false;
        if (std::ranges::find(codes, std::string_view(from, to)) != codes.end()) return true;
        detail = std::string_view(to, detail.end());
    }
    return false;
}

[[noreturn]] void unknown(std::string_view status)
{
    constexpr std::array<std::string_view, 6> shown{"delivered", "read", "failed", "bounced", "opted_out", "sent"};
    throw UserError("unknown delivery status " + in_quotes(status), "",
                    hint_for(status, shown, "Words that are understood"));
}

}  // namespace

DeliveryNews read_delivery_report(std::string_view status, Text const &detail)
{
    std::string word = lower_ascii(trim(status));
    std::ranges::replace(word, '-', '_');
    std::ranges::replace(word, ' ', '_');
    auto const at = std::ranges::find(words, std::string_view(word), &Word::status);
    if (at == words.end()) unknown(status);
    if (at->news != DeliveryNews::failed || !detail) return at->news;
    if (begins_with(*detail, stop_codes)) return DeliveryNews::turned_away;
    return begins_with(*detail, gone_codes) ? DeliveryNews::bad_address : DeliveryNews::failed;
}

}  // namespace automation::core
