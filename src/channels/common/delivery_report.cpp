#include "channels/common/delivery_report.hpp"

#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace automation::channels {

namespace {

struct StatusWord {
    std::string_view status;
    ReceiptStatus receipt;
};

// Twilio, WhatsApp Cloud, Vonage and what mail gateways say.
constexpr std::array words{
    StatusWord{"delivered", ReceiptStatus::delivered},
    StatusWord{"read", ReceiptStatus::delivered},
    StatusWord{"opened", ReceiptStatus::delivered},
    StatusWord{"clicked", ReceiptStatus::delivered},
    StatusWord{"failed", ReceiptStatus::failed},
    StatusWord{"undelivered", ReceiptStatus::failed},
    StatusWord{"rejected", ReceiptStatus::failed},
    StatusWord{"dropped", ReceiptStatus::failed},
    StatusWord{"expired", ReceiptStatus::failed},
    StatusWord{"canceled", ReceiptStatus::failed},
    StatusWord{"cancelled", ReceiptStatus::failed},
    StatusWord{"bounced", ReceiptStatus::bad_address},
    StatusWord{"bounce", ReceiptStatus::bad_address},
    StatusWord{"hard_bounce", ReceiptStatus::bad_address},
    StatusWord{"bad_address", ReceiptStatus::bad_address},
    StatusWord{"opted_out", ReceiptStatus::opted_out},
    StatusWord{"unsubscribed", ReceiptStatus::opted_out},
    StatusWord{"complained", ReceiptStatus::opted_out},
    StatusWord{"complaint", ReceiptStatus::opted_out},
    StatusWord{"spam", ReceiptStatus::opted_out},
    StatusWord{"accepted", ReceiptStatus::under_way},
    StatusWord{"scheduled", ReceiptStatus::under_way},
    StatusWord{"queued", ReceiptStatus::under_way},
    StatusWord{"sending", ReceiptStatus::under_way},
    StatusWord{"sent", ReceiptStatus::under_way},
    StatusWord{"buffered", ReceiptStatus::under_way},
    StatusWord{"submitted", ReceiptStatus::under_way},
    StatusWord{"deferred", ReceiptStatus::under_way},
    StatusWord{"delayed", ReceiptStatus::under_way},
    StatusWord{"soft_bounce", ReceiptStatus::soft_bounce},
    StatusWord{"softbounce", ReceiptStatus::soft_bounce},
    StatusWord{"transient", ReceiptStatus::soft_bounce},
    StatusWord{"partially_delivered", ReceiptStatus::under_way},
};

// Enhanced status codes of RFC 3463, Twilio's and WhatsApp's numbers: no such mailbox, no such number.
constexpr std::array<std::string_view, 9> gone_codes{"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10",
                                                     "5.2.1", "21211", "30005", "131026"};
// The mailbox is full or cannot be reached at present: "4.x.x" as well.
constexpr std::array<std::string_view, 2> full_codes{"5.2.2", "5.2.3"};
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

/** "4.2.2 mailbox full", "452 4.2.2 …": an enhanced status code of class 4 is among the first numbers. */
bool is_temporary(std::string_view detail) noexcept
{
    auto const at = detail.substr(0, 20).find("4.");
    bool const starts = at == 0 || (at != std::string_view::npos && !is_code(detail[at - 1]));
    return starts && detail.size() > at + 3 && detail[at + 2] >= '0' && detail[at + 2] <= '9' && detail[at + 3] == '.';
}

[[noreturn]] void unknown(std::string_view status)
{
    constexpr std::array<std::string_view, 6> shown{"delivered", "read", "failed", "bounced", "opted_out", "sent"};
    throw core::UserError("unknown delivery status " + core::quote_value(status), "",
                          core::hint_for(status, shown, "Known values"));
}

}  // namespace

ReceiptStatus read_delivery_report(std::string_view status, core::NullableText const &detail)
{
    std::string word = core::lower_ascii(core::trim(status));
    std::ranges::replace(word, '-', '_');
    std::ranges::replace(word, ' ', '_');
    auto const at = std::ranges::find(words, std::string_view(word), &StatusWord::status);
    if (at == words.end()) unknown(status);
    if (at->receipt != ReceiptStatus::failed || !detail) return at->receipt;
    if (begins_with(*detail, stop_codes)) return ReceiptStatus::turned_away;
    if (begins_with(*detail, gone_codes)) return ReceiptStatus::bad_address;
    return begins_with(*detail, full_codes) || is_temporary(*detail) ? ReceiptStatus::soft_failure
                                                                     : ReceiptStatus::failed;
}

}  // namespace automation::channels
