#include "engine/runs/suspensions.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace automation::engine {
namespace {

using namespace std::chrono_literals;
using core::AutomationId;
using core::Instant;
using core::RunId;

constexpr Instant t0{std::chrono::hours(24 * 20'000)};
Failure const missing_table{"relation \"audit\" does not exist", Failure::Kind::deployment};
Failure const refused_row{"violates check constraint", Failure::Kind::data};

QueueRow run(int id, int automation, Instant run_at = t0, std::string tenant = "")
{
    QueueRow row;
    row.run.id = RunId{id};
    row.run.automation = AutomationId{automation};
    row.run.tenant = std::move(tenant);
    row.run.run_at = run_at;
    return row;
}

RuleKey rule(int automation, std::string tenant = "")
{
    return {AutomationId{automation}, std::move(tenant)};
}

/** Suspensions that collect evidence, as a batch whose parts are tried does. */
Suspensions watching()
{
    Suspensions suspensions;
    suspensions.watch(true, t0);
    return suspensions;
}

TEST(Suspensions, blame_the_deployment_while_nothing_of_the_automation_passes)
{
    Suspensions suspensions = watching();
    auto const began = suspensions.serial();
    EXPECT_FALSE(suspensions.is_of_the_run(run(1, 7), missing_table, true, began));
    EXPECT_FALSE(suspensions.is_of_the_run(run(1, 7), refused_row, true, began));
    EXPECT_TRUE(suspensions.suspend(run(1, 7), missing_table.message, t0));
    ASSERT_NE(suspensions.reason_for(run(2, 7)), nullptr);
    EXPECT_EQ(*suspensions.reason_for(run(2, 7)), missing_table.message);
    EXPECT_EQ(suspensions.reason_for(run(3, 8)), nullptr);
}

TEST(Suspensions, blame_the_run_where_others_of_its_automation_pass)
{
    Suspensions suspensions = watching();
    auto const began = suspensions.serial();
    (void)suspensions.ran(rule(7), t0);
    EXPECT_TRUE(suspensions.is_of_the_run(run(1, 7), missing_table, false, began));
    EXPECT_TRUE(suspensions.is_of_the_run(run(1, 7), refused_row, false, began));
}

TEST(Suspensions, blame_a_single_run_for_its_data_where_others_pass_but_not_for_what_its_row_does_not_hold)
{
    Suspensions suspensions = watching();
    auto const began = suspensions.serial();
    (void)suspensions.ran(rule(8), t0);
    EXPECT_TRUE(suspensions.is_of_the_run(run(1, 7), refused_row, true, began));
    EXPECT_FALSE(suspensions.is_of_the_run(run(1, 7), refused_row, false, began));
    EXPECT_FALSE(suspensions.is_of_the_run(run(1, 7), missing_table, true, began));
}

TEST(Suspensions, keep_automations_of_two_tenants_with_the_same_id_apart)
{
    Suspensions suspensions = watching();
    auto const began = suspensions.serial();
    (void)suspensions.suspend(run(1, 7, t0, "a"), "broken", t0);
    EXPECT_EQ(suspensions.reason_for(run(1, 7, t0, "b")), nullptr);
    (void)suspensions.ran(rule(7, "b"), t0);
    EXPECT_NE(suspensions.reason_for(run(1, 7, t0, "a")), nullptr);
    EXPECT_FALSE(suspensions.ran_since(rule(7, "a"), began));
}

TEST(Suspensions, end_when_a_run_passes_and_say_from_where_the_queue_is_read_again)
{
    Suspensions suspensions = watching();
    (void)suspensions.suspend(run(1, 7, t0), "broken", t0);
    (void)suspensions.suspend(run(2, 7, t0 - 1h), "broken", t0);
    EXPECT_EQ(suspensions.ran(rule(7), t0 + 1s), t0 - 1h);
    EXPECT_FALSE(suspensions.any());
    EXPECT_EQ(suspensions.next_time(), std::nullopt);
    EXPECT_EQ(suspensions.text(), "");
}

TEST(Suspensions, end_when_the_last_run_that_is_remembered_is_gone)
{
    Suspensions suspensions = watching();
    (void)suspensions.suspend(run(1, 7), "broken", t0);
    (void)suspensions.suspend(run(2, 7), "broken", t0);
    EXPECT_EQ(suspensions.forget(run(1, 7)), std::nullopt);
    EXPECT_EQ(suspensions.forget(run(2, 7)), t0);
    EXPECT_FALSE(suspensions.any());
}

TEST(Suspensions, hold_every_automation_once_three_fail_and_nothing_passes)
{
    Suspensions suspensions = watching();
    (void)suspensions.suspend(run(1, 7), "broken", t0);
    (void)suspensions.suspend(run(2, 8), "broken", t0);
    EXPECT_EQ(suspensions.reason_for(run(4, 10)), nullptr);
    (void)suspensions.suspend(run(3, 9), "broken", t0);
    EXPECT_NE(suspensions.reason_for(run(4, 10)), nullptr);
    EXPECT_EQ(suspensions.text(), "runs fail and wait: broken");
    (void)suspensions.ran(rule(11), t0);
    EXPECT_EQ(suspensions.reason_for(run(4, 10)), nullptr);
    EXPECT_EQ(suspensions.text(), "runs of automation 7 and of 2 more fail and wait: broken");
}

TEST(Suspensions, try_again_with_growing_pauses_of_at_most_five_seconds)
{
    Suspensions suspensions = watching();
    (void)suspensions.suspend(run(1, 7), "broken", t0);
    ASSERT_EQ(suspensions.next_time(), t0 + 500ms);
    std::chrono::milliseconds pause = 500ms;
    for (Instant now = t0; now < t0 + 1h; now = *suspensions.next_time()) {
        suspensions.tried(false, now);
        auto const next = std::chrono::duration_cast<std::chrono::milliseconds>(*suspensions.next_time() - now);
        ASSERT_GE(next, pause);
        ASSERT_LE(next, 5s);
        pause = next;
    }
    EXPECT_EQ(pause, 5s);
    suspensions.tried(true, t0 + 2h);
    EXPECT_EQ(suspensions.next_time(), t0 + 2h);
}

TEST(Suspensions, try_one_run_of_each_automation_in_turn)
{
    Suspensions suspensions = watching();
    for (int automation = 1; automation <= 3; ++automation) {
        (void)suspensions.suspend(run(automation, automation), "broken", t0);
    }
    std::vector<int> tried;
    for (int i = 0; i < 6; ++i) {
        for (QueueRow const &row : suspensions.samples(1, 0.99)) {
            tried.push_back(static_cast<int>(number(row.run.automation)));
        }
    }
    EXPECT_EQ(tried, (std::vector<int>{1, 2, 3, 1, 2, 3}));
    EXPECT_EQ(suspensions.samples(10, 0).size(), 3U);
}

TEST(Suspensions, remember_few_runs_of_an_automation_and_not_for_ever_the_first)
{
    Suspensions suspensions = watching();
    for (int id = 1; id <= 10'000; ++id) {
        (void)suspensions.suspend(run(id, 7), "broken", t0);
    }
    auto const kept = suspensions.all_samples(10);
    EXPECT_LE(kept.size(), 8U);
    EXPECT_TRUE(std::ranges::all_of(kept, [](QueueRow const &row) { return number(row.run.id) > 8; }));
}

TEST(Suspensions, are_news_once_in_ten_minutes_for_the_same_reason)
{
    Suspensions suspensions = watching();
    EXPECT_TRUE(suspensions.suspend(run(1, 7), "broken", t0));
    EXPECT_FALSE(suspensions.suspend(run(2, 7), "broken", t0));
    EXPECT_FALSE(suspensions.suspend(run(3, 8), "broken", t0));
    EXPECT_TRUE(suspensions.suspend(run(4, 9), "another", t0));
    EXPECT_TRUE(suspensions.suspend(run(5, 10), "broken", t0 + 10min));
}

TEST(Suspensions, a_run_that_failed_before_the_others_passed_is_at_fault_when_it_fails_again)
{
    Suspensions suspensions = watching();
    (void)suspensions.suspend_failed(run(1, 7), "broken", t0);
    (void)suspensions.ran(rule(7), t0 + 1s);
    EXPECT_TRUE(suspensions.is_of_the_run(run(1, 7), missing_table, false, suspensions.serial()));
    EXPECT_FALSE(suspensions.is_of_the_run(run(2, 7), missing_table, false, suspensions.serial()));
}

}  // namespace
}  // namespace automation::engine
