#include "core/automations/automation.hpp"

#include <algorithm>

#include "sample.hpp"

namespace automation::core {
namespace {

using test::moment;

TEST(Names, go_to_enumerators_and_back)
{
    for (auto const name : type_names)
        EXPECT_EQ(name_of(type_from(name).value()), name);
    for (auto const name : trigger_names)
        EXPECT_EQ(name_of(trigger_from(name).value()), name);
    for (auto const name : review_names)
        EXPECT_EQ(name_of(review_from(name).value()), name);
    EXPECT_EQ(trigger_from("session_completed"), Trigger::session_completed);
    EXPECT_EQ(type_from("crm_update"), Type::crm_update);
    for (auto const *word : {"", "Lead_followup", "new_lead ", "lead"}) {
        EXPECT_FALSE(type_from(word));
        EXPECT_FALSE(trigger_from(word));
        EXPECT_FALSE(review_from(word));
    }
}

/** The table of the contract: a row per type, a letter per trigger in the enumerators' order. */
TEST(Triggers, of_a_type_are_those_of_the_contract)
{
    constexpr std::array<std::string_view, 5> table{"xxxxxx--xx-", "------xx---", "-------x---", "----------x",
                                                    "xxxxxx-xxxx"};
    for (std::size_t type = 0; type < table.size(); ++type) {
        auto const allowed = triggers_of(static_cast<Type>(type));
        for (std::size_t trigger = 0; trigger < table[type].size(); ++trigger)
            EXPECT_EQ(std::count(allowed.begin(), allowed.end(), static_cast<Trigger>(trigger)),
                      table[type][trigger] == 'x' ? 1 : 0)
                << type_names[type] << " " << trigger_names[trigger];
    }
}

TEST(Triggers, concern_a_booking_when_their_event_is_one_of_it)
{
    std::string answers;
    for (std::size_t i = 0; i < trigger_names.size(); ++i)
        answers += concerns_booking(static_cast<Trigger>(i)) ? 'b' : '-';
    EXPECT_EQ(answers, "------bbbbb");
}

/** UTC+1, in 2026 from 29 March to 25 October UTC+2, as in Berlin. */
class Berlin final : public TimeZone {
 public:
    [[nodiscard]] std::string const &name() const noexcept override { return name_; }
    [[nodiscard]] LocalTime to_local(Instant when) const override
    {
        return LocalTime(when.time_since_epoch() + offset(when));
    }
    [[nodiscard]] Instant to_instant(LocalTime local) const override
    {
        Instant const summer(local.time_since_epoch() - std::chrono::hours(2));
        Instant const winter(local.time_since_epoch() - std::chrono::hours(1));
        return offset(summer) == std::chrono::hours(2) ? summer : winter;
    }

 private:
    [[nodiscard]] static std::chrono::hours offset(Instant when)
    {
        bool const summer = when >= moment(2026, 3, 29, 1) && when < moment(2026, 10, 25, 1);
        return std::chrono::hours(summer ? 2 : 1);
    }
    std::string name_ = "Europe/Berlin";
};

TEST(Delay, of_days_keeps_the_time_on_the_wall)
{
    Berlin const berlin;
    EXPECT_EQ(after(moment(2026, 3, 28, 9), {1, 0}, berlin), moment(2026, 3, 29, 8)) << "10:00 both days";
    EXPECT_EQ(after(moment(2026, 10, 24, 8), {1, 0}, berlin), moment(2026, 10, 25, 9)) << "10:00 both days";
    EXPECT_EQ(after(moment(2026, 6, 1, 8), {30, 0}, berlin), moment(2026, 7, 1, 8));
}

TEST(Delay, of_hours_is_elapsed_time)
{
    Berlin const berlin;
    EXPECT_EQ(after(moment(2026, 3, 28, 9), {0, 24}, berlin), moment(2026, 3, 29, 9));
    EXPECT_EQ(after(moment(2026, 10, 24, 8), {0, 24}, berlin), moment(2026, 10, 25, 8));
}

TEST(Delay, of_both_goes_by_days_first)
{
    Berlin const berlin;
    // 10:00 on the 28th, a day later 10:00 summer time, six hours on.
    EXPECT_EQ(after(moment(2026, 3, 28, 9), {1, 6}, berlin), moment(2026, 3, 29, 14));
}

TEST(Delay, into_the_spring_gap_lands_after_it)
{
    EXPECT_EQ(after(moment(2026, 3, 28, 1, 30), {1, 0}, Berlin()), moment(2026, 3, 29, 1, 30))
        << "02:30 is 03:30 there";
}

TEST(Delay, of_hours_does_not_move_the_second_hour_of_an_overlap)
{
    auto const second = moment(2026, 10, 25, 1, 30);  // 02:30 for the second time
    EXPECT_EQ(after(second, {0, 0}, Berlin()), second);
    EXPECT_EQ(after(second, {0, 1}, Berlin()), second + std::chrono::hours(1));
}

TEST(Delay, may_reach_back)
{
    EXPECT_EQ(after(moment(2026, 3, 29, 8), {-1, -2}, Berlin()), moment(2026, 3, 28, 7));
}

TEST(Delay, never_overflows)
{
    FixedTimeZone const utc;
    EXPECT_EQ(after(Instant::max(), {1, 1}, utc), Instant::max());
    EXPECT_EQ(after(Instant::min(), {1, 1}, utc), Instant::min());
    auto const far = after(moment(9999, 1, 1), {std::numeric_limits<int>::max(), std::numeric_limits<int>::max()}, utc);
    EXPECT_GT(far, moment(9999, 1, 1));
    EXPECT_LT(after(moment(1, 1, 2), {std::numeric_limits<int>::min(), 0}, utc), moment(1, 1, 2));
}

}  // namespace
}  // namespace automation::core
