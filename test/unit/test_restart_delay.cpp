#include "core/time/restart_delay.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace {

using namespace automation::core;
using namespace std::chrono_literals;
using Ending = StartRecord::Ending;

/* Starts that all live for `life`, each as soon as it may; the waits between them in seconds. */
std::vector<long> waits(Ending ending, int starts, Micros life, bool completed = false)
{
    StartRecord record;
    Instant now{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
    std::vector<long> seconds;
    for (int i = 0; i < starts; ++i) {
        record.started_at = now;
        record.resumed_at = record.resumed_at == Instant{} ? now : record.resumed_at;
        record.ending = ending;
        record.completed = completed;
        now += life;
        Restart const restart = after_start(record, now);
        seconds.push_back(restart.wait / 1s);
        now += restart.wait;
        record = restart.record;
    }
    return seconds;
}

TEST(RestartDelay, DoublesWithEachCrashUpToTenMinutes)
{
    EXPECT_EQ(waits(Ending::crashed, 13, 10ms),
              (std::vector<long>{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600}));
}

TEST(RestartDelay, BeginsAnewAfterTenMinutesWithoutACrash)
{
    EXPECT_EQ(waits(Ending::crashed, 3, 10min), (std::vector<long>{1, 1, 1}));
    EXPECT_EQ(waits(Ending::crashed, 3, 9min), (std::vector<long>{1, 2, 4}));
}

TEST(RestartDelay, IsOneSecondForWhatWasKilledWhileItWorked)
{
    EXPECT_EQ(waits(Ending::none, 6, 10ms, true), (std::vector<long>{1, 1, 1, 1, 1, 1}));
}

TEST(RestartDelay, GrowsFromTheThirdInARowThatCompletedNothing)
{
    EXPECT_EQ(waits(Ending::none, 13, 10ms), (std::vector<long>{1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600}));
}

TEST(RestartDelay, DoesNotBlameWhatLivedForLong)
{
    EXPECT_EQ(waits(Ending::none, 4, 10min), (std::vector<long>{1, 1, 1, 1}));
}

TEST(RestartDelay, IsNoneAfterAnEndInOrder)
{
    EXPECT_EQ(waits(Ending::in_order, 3, 10ms), (std::vector<long>{0, 0, 0}));
}

TEST(RestartDelay, CountsOnAcrossEndsInOrder)
{
    Instant const now{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
    StartRecord const crashed{.ending = Ending::crashed, .started_at = now, .resumed_at = now, .crashes = 3};
    StartRecord ended = after_start(crashed, now).record;
    ended.ending = Ending::in_order;
    ended.resumed_at = now;
    EXPECT_EQ(after_start(ended, now + 1min).record.crashes, 4);
    EXPECT_EQ(after_start(ended, now + 11min).record.crashes, 0);
}

}  // namespace
