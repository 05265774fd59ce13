#include "worker/backlog.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace automation::worker {
namespace {

using namespace std::chrono_literals;
using core::Instant;
using core::RunId;
using core::RunKey;
using Ids = std::vector<RunKey>;

constexpr Instant t0{std::chrono::hours(24 * 20'000)};
constexpr std::size_t all = 1000;

Key key(int id, Instant run_at = t0)
{
    return {run_at, {RunId{id}}};
}

Cursor at(int id, Instant run_at = t0)
{
    return {run_at, RunId{id}};
}

RunKey run(std::int64_t id)
{
    return {RunId{id}};
}

Ids ids(std::initializer_list<int> numbers)
{
    Ids result;
    for (int const number : numbers)
        result.push_back(run(number));
    return result;
}

TEST(Cursor, begins_before_everything)
{
    Backlog const backlog;
    EXPECT_LT(backlog.cursor(), at(1, Instant::min()));
    EXPECT_EQ(backlog.cursor(), Cursor{});
}

TEST(Cursor, goes_forward_by_time_and_then_by_id)
{
    Backlog backlog;
    backlog.advance(at(5));
    backlog.advance(at(3));
    EXPECT_EQ(backlog.cursor(), at(5));
    backlog.advance(at(1, t0 + 1us));
    EXPECT_EQ(backlog.cursor(), at(1, t0 + 1us));
}

TEST(Cursor, goes_back_to_before_the_first_row_of_a_moment)
{
    Backlog backlog;
    backlog.advance(at(5, t0 + 1h));
    backlog.rewind(t0);
    EXPECT_LT(backlog.cursor(), at(std::numeric_limits<int>::min(), t0)) << "what is due then is read again";
    EXPECT_GT(backlog.cursor(), at(std::numeric_limits<int>::max(), t0 - 2us)) << "and nothing that was due earlier";
}

TEST(Cursor, is_never_moved_forward_by_going_back)
{
    Backlog backlog;
    backlog.advance(at(5));
    backlog.rewind(t0 + 1h);
    EXPECT_EQ(backlog.cursor(), at(5));
    backlog.rewind(Instant::max());
    EXPECT_EQ(backlog.cursor(), at(5));
}

TEST(Cursor, goes_back_to_the_very_beginning)
{
    Backlog backlog;
    backlog.advance(at(5));
    backlog.rewind(Instant::min());
    EXPECT_EQ(backlog.cursor(), Cursor{});
}

TEST(Claim, lasts_until_it_is_released)
{
    Backlog backlog;
    backlog.hold(key(1));
    backlog.hold(key(1));
    EXPECT_TRUE(backlog.holds(run(1)));
    EXPECT_EQ(backlog.size(), 1U);
    EXPECT_EQ(backlog.take(t0, all, all), Ids{}) << "it is in somebody's hands";
    backlog.release(run(1));
    EXPECT_FALSE(backlog.holds(run(1)));
    EXPECT_EQ(backlog.size(), 0U);
    backlog.release(run(1));
}

TEST(Claim, that_was_released_is_not_taken_from_any_list)
{
    Backlog backlog;
    backlog.put_off(key(1), t0);
    backlog.queue_for_model(key(2), t0);
    backlog.hold(key(3));
    backlog.ready(run(3));
    for (int id = 1; id <= 3; ++id)
        backlog.release(run(id));
    EXPECT_EQ(backlog.take(t0 + 1h, all, all), Ids{});
}

TEST(Claim, of_nobody_cannot_become_ready)
{
    Backlog backlog;
    backlog.ready(run(1));
    EXPECT_FALSE(backlog.any_ready());
    EXPECT_EQ(backlog.take(t0, all, all), Ids{});
}

TEST(PuttingOff, waits_twice_as_long_each_time_up_to_a_second)
{
    Backlog backlog;
    Instant now = t0;
    for (auto const wait : {20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1000ms, 1000ms, 1000ms}) {
        backlog.put_off(key(1), now);
        EXPECT_EQ(backlog.next_time(), now + wait);
        EXPECT_EQ(backlog.take(now + wait - 1us, all, all), Ids{});
        EXPECT_EQ(backlog.take(now + wait, all, all), ids({1}));
        now += wait;
    }
    EXPECT_EQ(backlog.next_time(), std::nullopt);
}

TEST(PuttingOff, begins_anew_once_released)
{
    Backlog backlog;
    for (int i = 0; i < 5; ++i)
        backlog.put_off(key(1), t0);
    backlog.release(run(1));
    (void)backlog.take(t0 + 1h, all, all);
    backlog.put_off(key(1), t0);
    EXPECT_EQ(backlog.next_time(), t0 + 20ms);
}

TEST(PuttingOff, until_a_moment_is_until_that_moment)
{
    Backlog backlog;
    backlog.put_off_until(key(2), t0 + 1h);
    backlog.put_off_until(key(1), t0 + 1min);
    EXPECT_EQ(backlog.next_time(), t0 + 1min);
    EXPECT_EQ(backlog.take(t0 + 1min, all, all), ids({1}));
    EXPECT_EQ(backlog.take(t0 + 1h, all, all), ids({2}));
}

TEST(Taking, prefers_what_is_ready_then_what_has_waited_then_the_model)
{
    Backlog backlog;
    backlog.queue_for_model(key(1), t0);
    backlog.put_off_until(key(2), t0);
    backlog.hold(key(3));
    backlog.ready(run(3));
    EXPECT_EQ(backlog.take(t0, all, all), ids({3, 2, 1}));
    EXPECT_FALSE(backlog.any_ready());
    EXPECT_FALSE(backlog.any_for_model());
}

TEST(Taking, gives_no_more_than_asked_and_keeps_the_rest_in_order)
{
    Backlog backlog;
    for (int id = 1; id <= 5; ++id) {
        backlog.hold(key(id));
        backlog.ready(run(id));
    }
    EXPECT_EQ(backlog.take(t0, 2, all), ids({1, 2}));
    EXPECT_TRUE(backlog.any_ready());
    EXPECT_EQ(backlog.take(t0, 0, all), Ids{});
    EXPECT_EQ(backlog.take(t0, 9, all), ids({3, 4, 5}));
}

TEST(Taking, leaves_with_the_model_what_has_no_place_there)
{
    Backlog backlog;
    for (int id = 1; id <= 4; ++id)
        backlog.queue_for_model(key(id), t0);
    EXPECT_EQ(backlog.take(t0, all, 0), Ids{});
    EXPECT_EQ(backlog.take(t0, all, 3), ids({1, 2, 3}));
    EXPECT_TRUE(backlog.any_for_model());
    EXPECT_EQ(backlog.next_time(), std::nullopt) << "no clock tells when there is a place";
}

TEST(Taking, gives_tenants_places_at_the_model_in_turn)
{
    Backlog backlog;
    for (int id = 1; id <= 1'000; ++id)
        backlog.queue_for_model({t0, {RunId{id}, "many"}}, t0);
    for (int id = 1; id <= 3; ++id)
        backlog.queue_for_model({t0, {RunId{id}, "few"}}, t0);
    std::map<std::string, int> taken;
    for (RunKey const &one : backlog.take(t0, all, 6))
        ++taken[one.tenant];
    EXPECT_EQ(taken["few"], 3);
    EXPECT_EQ(taken["many"], 3);
    EXPECT_EQ(backlog.take(t0, all, 2), (Ids{{RunId{4}, "many"}, {RunId{5}, "many"}}))
        << "in their order, when there is one tenant";
}

TEST(Backlog, has_room_for_others_however_many_runs_of_a_tenant_wait_for_the_model)
{
    Backlog backlog;
    for (int id = 0; id < 2 * static_cast<int>(Backlog::most_held); ++id)
        backlog.queue_for_model({t0, {RunId{id}, "many"}}, t0);
    backlog.queue_for_model({t0, {RunId{1}, "few"}}, t0);
    EXPECT_TRUE(backlog.holds({RunId{1}, "few"}));
    EXPECT_EQ(backlog.next_time(), t0 + 1s) << "the others are looked for again a second later, not at once";
}

TEST(Taking, gives_each_run_once_however_often_it_is_listed)
{
    Backlog backlog;
    backlog.hold(key(1));
    backlog.ready(run(1));
    backlog.ready(run(1));
    backlog.put_off_until(key(1), t0);
    backlog.queue_for_model(key(1), t0);
    EXPECT_EQ(backlog.take(t0, all, all), ids({1}));
}

TEST(PuttingBack, gives_what_was_taken_again_a_second_later)
{
    Backlog backlog;
    backlog.hold(key(1));
    backlog.ready(run(1));
    auto const taken = backlog.take(t0, all, all);
    backlog.put_back(taken, t0);
    EXPECT_EQ(backlog.take(t0 + 999ms, all, all), Ids{});
    EXPECT_EQ(backlog.take(t0 + 1s, all, all), taken);
}

TEST(Overflow, is_looked_for_in_the_queue_again_a_second_later)
{
    Backlog backlog;
    int const most = static_cast<int>(Backlog::most_held);
    for (int id = 0; id < most; ++id)
        backlog.put_off_until(key(id), t0 + 24h);
    backlog.advance(at(most + 3, t0 + 3h));
    backlog.put_off(key(most + 1, t0 + 2h), t0);
    backlog.put_off(key(most + 2, t0 + 1h), t0 + 500ms);
    backlog.queue_for_model(key(most + 3, t0 + 3h), t0);
    EXPECT_EQ(backlog.size(), Backlog::most_held);
    EXPECT_FALSE(backlog.holds(run(most + 1)));
    EXPECT_EQ(backlog.next_time(), t0 + 1s);
    (void)backlog.take(t0 + 999ms, all, all);
    EXPECT_EQ(backlog.cursor(), at(most + 3, t0 + 3h));
    (void)backlog.take(t0 + 1s, all, all);
    EXPECT_LT(backlog.cursor(), at(0, t0 + 1h)) << "as far as the earliest of them";
    EXPECT_EQ(backlog.next_time(), t0 + 24h) << "once";
}

TEST(Overflow, never_loses_what_is_held_already)
{
    Backlog backlog;
    backlog.hold(key(-1));
    for (int id = 0; id < static_cast<int>(Backlog::most_held); ++id)
        backlog.put_off_until(key(id), t0 + 24h);
    backlog.hold(key(-2));
    backlog.put_off(key(-1), t0);
    backlog.put_off(key(-2), t0);
    EXPECT_EQ(backlog.take(t0 + 20ms, all, all), ids({-1, -2}));
}

TEST(Tenants, may_hold_runs_of_one_id)
{
    Backlog backlog;
    Key const ann{t0, {RunId{7}, "a"}};
    Key const bob{t0, {RunId{7}, "b"}};
    backlog.hold(ann);
    EXPECT_FALSE(backlog.holds(bob.run));
    backlog.hold(bob);
    backlog.ready(bob.run);
    backlog.release(ann.run);
    EXPECT_EQ(backlog.take(t0, all, all), Ids{bob.run});
}

/** A table of rows of two tenants with the same ids that appear out of order and are locked at random: every row is
 *  done once, and none is forgotten. */
TEST(Backlog, forgets_nothing_and_tries_nothing_that_is_done)
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        std::mt19937 random(seed);
        auto const chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
        Backlog backlog;
        std::map<Key, bool> table;  // what is there, and whether it is locked
        Instant now = t0;
        Instant last = t0;
        int next_id = 1;
        int done = 0;
        while (done < 300) {
            now += std::chrono::milliseconds(random() % 30);
            if (next_id <= 300) {  // committed late: its moment may lie behind the cursor, and so the commit rings
                Instant const moment = next_id % 2 == 1 ? now - std::chrono::milliseconds(random() % 200) : last;
                Key const late{moment, {RunId{(next_id + 1) / 2}, next_id % 2 == 1 ? "a" : "b"}};
                last = moment;
                ++next_id;
                table.emplace(late, chance(30));
                backlog.rewind(late.run_at);
            }
            std::vector<Key> batch;
            for (RunKey const &id : backlog.take(now, 10, 1)) {
                auto const row =
                    std::find_if(table.begin(), table.end(), [&](auto const &r) { return r.first.run == id; });
                ASSERT_NE(row, table.end()) << "seed " << seed << ": it is done";
                batch.push_back(row->first);
            }
            for (auto row = table.begin(); row != table.end() && batch.size() < 10; ++row) {
                if (row->first.cursor() <= backlog.cursor()) {
                    continue;
                }
                if (!backlog.holds(row->first.run)) {
                    backlog.hold(row->first);
                    batch.push_back(row->first);
                }
                if (auto const next = std::next(row);
                    next == table.end() || next->first.cursor() != row->first.cursor()) {
                    backlog.advance(row->first.cursor());
                }
            }
            for (Key const &one : batch) {
                bool &locked = table.at(one);
                if (locked) {
                    locked = chance(50);
                    chance(50) ? backlog.put_off(one, now) : backlog.queue_for_model(one, now);
                } else {
                    table.erase(one);
                    backlog.release(one.run);
                    ++done;
                }
            }
            ASSERT_LT(now, t0 + 1h) << "seed " << seed << ": " << table.size() << " rows are forgotten";
        }
        EXPECT_TRUE(table.empty());
        EXPECT_EQ(backlog.size(), 0U);
    }
}

}  // namespace
}  // namespace automation::worker
