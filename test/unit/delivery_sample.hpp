/* delivery_sample.hpp — a message on its way, for the tests of the channels. */
#pragma once
#include "channels/common/delivery.hpp"
#include "core/base/error.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core::testing {

/** 1 December 2026, 10:00 UTC */
inline Instant const noon{std::chrono::seconds(1'796'119'200)};

inline channels::Delivery sample_delivery()
{
    channels::Delivery delivery;
    delivery.id = MessageId{42};
    delivery.lead = LeadId{7};
    delivery.automation = AutomationId{3};
    delivery.tenant = "salon";
    delivery.channel = "sms";
    delivery.recipient = "+4930123456";
    delivery.recipient_name = "Ann Lee";
    delivery.subject = "Your visit";
    delivery.body = "See you soon, Ann & co.";
    delivery.language = "de-AT";
    delivery.business_name = "Salon Mia";
    delivery.written_at = noon;
    delivery.key = "0b7f3f4e-6a0e-4e0f-8a51-3d2b8f2f3c11";
    delivery.event = "new_lead";
    return delivery;
}

/** What a lead may put into its fields to be more than text there. */
inline std::vector<std::string> hostile_texts()
{
    std::vector<std::string> texts;
    constexpr std::array<std::string_view, 12> breaks{"\r\n",   "\n",     "\r",       std::string_view("\0", 1),
                                                      "%0D%0A", "\u2028", "\u0085",   "&",
                                                      "\"",     "\\",     "\xFF\xFE", "\u202E"};
    constexpr std::array<std::string_view, 9> more{
        "X-Injected: 1", "To=%2B15550001", "Body=other", "\",\"to\":\"+15550001\"",      "Host: evil.example",
        "{{1}}",         "</script>",      ".",          "MediaUrl=https://evil.example"};
    for (auto const one : breaks)
        for (auto const what : more)
            for (auto const *const front : {"", "Ann", "+4930123456"})
                texts.push_back(std::string(front) + std::string(one) + std::string(what) + std::string(one));
    texts.emplace_back(200'000, 'x');
    texts.push_back(std::string(100'000, '\n') + "X-Injected: 1");
    return texts;
}

template <class Read>
std::string what_is_wrong(Read read)
{
    try {
        read();
    } catch (UserError const &error) {
        return std::string(error.what()) + " | " + error.detail() + " | " + error.hint();
    }
    return {};
}

}  // namespace automation::core::testing
