/* sample.hpp — Ann Lee, her massage on Tuesday, 24 November 2026, and the business she booked it with.
 *
 * Tests change what they are about. All of it lives as long as the Sample.
 */
#pragma once
#include "core/base/error.hpp"
#include "core/crm/entities.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace automation::core::test {

[[nodiscard]] inline Instant moment(int year, unsigned month, unsigned day, int hour = 0, int minute = 0)
{
    using namespace std::chrono;
    return sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) + hours(hour) +
           minutes(minute);
}

struct Sample {
    Lead lead;
    Booking booking;
    TenantSettings tenant;
    FixedTimeZone zone{std::chrono::minutes(60), "Europe/Berlin"};

    Sample()
    {
        lead.id = LeadId{7};
        lead.name = "Dr. Ann Lee";
        lead.email = "ann@example.com";
        lead.phone = "+491701234567";
        lead.status = "new";
        lead.source = "Website";
        lead.language = "en";
        lead.created_at = moment(2026, 11, 1, 8);
        lead.attributes =
            R"({"tier":"gold","age":41,"price":19.90,"vip":true,"none":null,"tags":["a"],"car":{"make":"Fiat"}})";
        booking.id = BookingId{3};
        booking.title = "Massage";
        booking.location = "5 Main St";
        booking.starts_at = moment(2026, 11, 24, 13, 30);
        booking.ends_at = moment(2026, 11, 24, 14, 30);
        booking.details = R"({"room":12})";
        tenant.business_name = "Acme";
        tenant.signature = "Your Acme team\n+49 30 1234567";
        tenant.fallback_name = "friend";
    }

    [[nodiscard]] Subject subject() const { return {lead, &booking, tenant, zone}; }
    [[nodiscard]] Subject without_booking() const { return {lead, nullptr, tenant, zone}; }
};

/** What the user is told when `action` is refused; an empty UserError and a failed test when it is not. */
template <class Action>
[[nodiscard]] UserError refusal(Action const &action)
{
    try {
        action();
    } catch (UserError const &error) {
        EXPECT_FALSE(std::string(error.what()).empty());
        EXPECT_FALSE(error.hint().empty()) << error.what();
        return error;
    }
    ADD_FAILURE() << "nothing was refused";
    return {"", "", ""};
}

[[nodiscard]] inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

}  // namespace automation::core::test
