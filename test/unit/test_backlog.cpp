#include "engine/queue/claim_set.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace automation::engine {
namespace {

using namespace std::chrono_literals;
using core::Instant;
using core::RunId;
using core::RunKey;
using Ids = std::vector<RunKey>;

constexpr Instant t0{std::chrono::hours(24 * 20'000)};
constexpr std::size_t all = 1000;

ClaimKey key(int id, Instant run_at = t0)
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
    ClaimSet const claims;
    EXPECT_LT(claims.cursor(), at(1, Instant::min()));
    EXPECT_EQ(claims.cursor(), Cursor{});
}

TEST(Cursor, goes_forward_by_time_and_then_by_id)
{
    ClaimSet claims;
    claims.advance(at(5));
    claims.advance(at(3));
    EXPECT_EQ(claims.cursor(), at(5));
    claims.advance(at(1, t0 + 1us));
    EXPECT_EQ(claims.cursor(), at(1, t0 + 1us));
}

TEST(Cursor, goes_back_to_before_the_first_row_of_a_moment)
{
    ClaimSet claims;
    claims.advance(at(5, t0 + 1h));
    claims.rewind(t0);
    EXPECT_LT(claims.cursor(), at(std::numeric_limits<int>::min(), t0)) << "what is due then is read again";
    EXPECT_GT(claims.cursor(), at(std::numeric_limits<int>::max(), t0 - 2us)) << "and nothing that was due earlier";
}

TEST(Cursor, is_never_moved_forward_by_going_back)
{
    ClaimSet claims;
    claims.advance(at(5));
    claims.rewind(t0 + 1h);
    EXPECT_EQ(claims.cursor(), at(5));
    claims.rewind(Instant::max());
    EXPECT_EQ(claims.cursor(), at(5));
}

TEST(Cursor, goes_back_to_the_very_beginning)
{
    ClaimSet claims;
    claims.advance(at(5));
    claims.rewind(Instant::min());
    EXPECT_EQ(claims.cursor(), Cursor{});
}

TEST(Claim, lasts_until_it_is_released)
{
    ClaimSet claims;
    claims.claim(key(1));
    claims.claim(key(1));
    EXPECT_TRUE(claims.is_claimed(run(1)));
    EXPECT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims.take_ready(t0, all, all), Ids{}) << "it is in somebody's hands";
    claims.release(run(1));
    EXPECT_FALSE(claims.is_claimed(run(1)));
    EXPECT_EQ(claims.size(), 0U);
    claims.release(run(1));
}

TEST(Claim, that_was_released_is_not_taken_from_any_list)
{
    ClaimSet claims;
    claims.delay(key(1), t0);
    claims.queue_for_model(key(2), t0);
    claims.claim(key(3));
    claims.mark_ready(run(3));
    for (int id = 1; id <= 3; ++id)
        claims.release(run(id));
    EXPECT_EQ(claims.take_ready(t0 + 1h, all, all), Ids{});
}

TEST(Claim, of_nobody_cannot_become_ready)
{
    ClaimSet claims;
    claims.mark_ready(run(1));
    EXPECT_FALSE(claims.any_ready());
    EXPECT_EQ(claims.take_ready(t0, all, all), Ids{});
}

TEST(PuttingOff, waits_twice_as_long_each_time_up_to_a_second)
{
    ClaimSet claims;
    Instant now = t0;
    for (auto const wait : {20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1000ms, 1000ms, 1000ms}) {
        claims.delay(key(1), now);
        EXPECT_EQ(claims.next_time(), now + wait);
        EXPECT_EQ(claims.take_ready(now + wait - 1us, all, all), Ids{});
        EXPECT_EQ(claims.take_ready(now + wait, all, all), ids({1}));
        now += wait;
    }
    EXPECT_EQ(claims.next_time(), std::nullopt);
}

TEST(PuttingOff, begins_anew_once_released)
{
    ClaimSet claims;
    for (int i = 0; i < 5; ++i)
        claims.delay(key(1), t0);
    claims.release(run(1));
    (void)claims.take_ready(t0 + 1h, all, all);
    claims.delay(key(1), t0);
    EXPECT_EQ(claims.next_time(), t0 + 20ms);
}

TEST(PuttingOff, until_a_moment_is_until_that_moment)
{
    ClaimSet claims;
    claims.delay_until(key(2), t0 + 1h);
    claims.delay_until(key(1), t0 + 1min);
    EXPECT_EQ(claims.next_time(), t0 + 1min);
    EXPECT_EQ(claims.take_ready(t0 + 1min, all, all), ids({1}));
    EXPECT_EQ(claims.take_ready(t0 + 1h, all, all), ids({2}));
}

TEST(Taking, prefers_what_is_ready_then_what_has_waited_then_the_model)
{
    ClaimSet claims;
    claims.queue_for_model(key(1), t0);
    claims.delay_until(key(2), t0);
    claims.claim(key(3));
    claims.mark_ready(run(3));
    EXPECT_EQ(claims.take_ready(t0, all, all), ids({3, 2, 1}));
    EXPECT_FALSE(claims.any_ready());
    EXPECT_FALSE(claims.any_for_model());
}

TEST(Taking, gives_no_more_than_asked_and_keeps_the_rest_in_order)
{
    ClaimSet claims;
    for (int id = 1; id <= 5; ++id) {
        claims.claim(key(id));
        claims.mark_ready(run(id));
    }
    EXPECT_EQ(claims.take_ready(t0, 2, all), ids({1, 2}));
    EXPECT_TRUE(claims.any_ready());
    EXPECT_EQ(claims.take_ready(t0, 0, all), Ids{});
    EXPECT_EQ(claims.take_ready(t0, 9, all), ids({3, 4, 5}));
}

TEST(Taking, leaves_with_the_model_what_has_no_place_there)
{
    ClaimSet claims;
    for (int id = 1; id <= 4; ++id)
        claims.queue_for_model(key(id), t0);
    EXPECT_EQ(claims.take_ready(t0, all, 0), Ids{});
    EXPECT_EQ(claims.take_ready(t0, all, 3), ids({1, 2, 3}));
    EXPECT_TRUE(claims.any_for_model());
    EXPECT_EQ(claims.next_time(), std::nullopt) << "no clock tells when there is a place";
}

TEST(Taking, gives_tenants_places_at_the_model_in_turn)
{
    ClaimSet claims;
    for (int id = 1; id <= 1'000; ++id)
        claims.queue_for_model({t0, {RunId{id}, "many"}}, t0);
    for (int id = 1; id <= 3; ++id)
        claims.queue_for_model({t0, {RunId{id}, "few"}}, t0);
    std::map<std::string, int> taken;
    for (RunKey const &one : claims.take_ready(t0, all, 6))
        ++taken[one.tenant];
    EXPECT_EQ(taken["few"], 3);
    EXPECT_EQ(taken["many"], 3);
    EXPECT_EQ(claims.take_ready(t0, all, 2), (Ids{{RunId{4}, "many"}, {RunId{5}, "many"}}))
        << "in their order, when there is one tenant";
}

TEST(ClaimSet, has_room_for_others_however_many_runs_of_a_tenant_wait_for_the_model)
{
    ClaimSet claims;
    for (int id = 0; id < 2 * static_cast<int>(ClaimSet::most_held); ++id)
        claims.queue_for_model({t0, {RunId{id}, "many"}}, t0);
    claims.queue_for_model({t0, {RunId{1}, "few"}}, t0);
    EXPECT_TRUE(claims.is_claimed({RunId{1}, "few"}));
    EXPECT_EQ(claims.next_time(), t0 + 1s) << "the others are looked for again a second later, not at once";
}

TEST(Taking, gives_each_run_once_however_often_it_is_listed)
{
    ClaimSet claims;
    claims.claim(key(1));
    claims.mark_ready(run(1));
    claims.mark_ready(run(1));
    claims.delay_until(key(1), t0);
    claims.queue_for_model(key(1), t0);
    EXPECT_EQ(claims.take_ready(t0, all, all), ids({1}));
}

TEST(PuttingBack, gives_what_was_taken_again_a_second_later)
{
    ClaimSet claims;
    claims.claim(key(1));
    claims.mark_ready(run(1));
    auto const taken = claims.take_ready(t0, all, all);
    claims.requeue(taken, t0);
    EXPECT_EQ(claims.take_ready(t0 + 999ms, all, all), Ids{});
    EXPECT_EQ(claims.take_ready(t0 + 1s, all, all), taken);
}

TEST(Overflow, is_looked_for_in_the_queue_again_a_second_later)
{
    ClaimSet claims;
    int const most = static_cast<int>(ClaimSet::most_held);
    for (int id = 0; id < most; ++id)
        claims.delay_until(key(id), t0 + 24h);
    claims.advance(at(most + 3, t0 + 3h));
    claims.delay(key(most + 1, t0 + 2h), t0);
    claims.delay(key(most + 2, t0 + 1h), t0 + 500ms);
    claims.queue_for_model(key(most + 3, t0 + 3h), t0);
    EXPECT_EQ(claims.size(), ClaimSet::most_held);
    EXPECT_FALSE(claims.is_claimed(run(most + 1)));
    EXPECT_EQ(claims.next_time(), t0 + 1s);
    (void)claims.take_ready(t0 + 999ms, all, all);
    EXPECT_EQ(claims.cursor(), at(most + 3, t0 + 3h));
    (void)claims.take_ready(t0 + 1s, all, all);
    EXPECT_LT(claims.cursor(), at(0, t0 + 1h)) << "as far as the earliest of them";
    EXPECT_EQ(claims.next_time(), t0 + 24h) << "once";
}

TEST(Overflow, never_loses_what_is_held_already)
{
    ClaimSet claims;
    claims.claim(key(-1));
    for (int id = 0; id < static_cast<int>(ClaimSet::most_held); ++id)
        claims.delay_until(key(id), t0 + 24h);
    claims.claim(key(-2));
    claims.delay(key(-1), t0);
    claims.delay(key(-2), t0);
    EXPECT_EQ(claims.take_ready(t0 + 20ms, all, all), ids({-1, -2}));
}

TEST(Tenants, may_hold_runs_of_one_id)
{
    ClaimSet claims;
    ClaimKey const ann{t0, {RunId{7}, "a"}};
    ClaimKey const bob{t0, {RunId{7}, "b"}};
    claims.claim(ann);
    EXPECT_FALSE(claims.is_claimed(bob.run));
    claims.claim(bob);
    claims.mark_ready(bob.run);
    claims.release(ann.run);
    EXPECT_EQ(claims.take_ready(t0, all, all), Ids{bob.run});
}

/** A table of rows of two tenants with the same ids that appear out of order and are locked at random: every row is
 *  done once, and none is forgotten. */
TEST(ClaimSet, forgets_nothing_and_tries_nothing_that_is_done)
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        std::mt19937 random(seed);
        auto const chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
        ClaimSet claims;
        std::map<ClaimKey, bool> table;  // what is there, and whether it is locked
        Instant now = t0;
        Instant last = t0;
        int next_id = 1;
        int done = 0;
        while (done < 300) {
            now += std::chrono::milliseconds(random() % 30);
            if (next_id <= 300) {  // committed late: its moment may lie behind the cursor, and so the commit rings
                Instant const moment = next_id % 2 == 1 ? now - std::chrono::milliseconds(random() % 200) : last;
                ClaimKey const late{moment, {RunId{(next_id + 1) / 2}, next_id % 2 == 1 ? "a" : "b"}};
                last = moment;
                ++next_id;
                table.emplace(late, chance(30));
                claims.rewind(late.run_at);
            }
            std::vector<ClaimKey> batch;
            for (RunKey const &id : claims.take_ready(now, 10, 1)) {
                auto const row =
                    std::find_if(table.begin(), table.end(), [&](auto const &r) { return r.first.run == id; });
                ASSERT_NE(row, table.end()) << "seed " << seed << ": it is done";
                batch.push_back(row->first);
            }
            for (auto row = table.begin(); row != table.end() && batch.size() < 10; ++row) {
                if (row->first.cursor() <= claims.cursor()) {
                    continue;
                }
                if (!claims.is_claimed(row->first.run)) {
                    claims.claim(row->first);
                    batch.push_back(row->first);
                }
                if (auto const next = std::next(row);
                    next == table.end() || next->first.cursor() != row->first.cursor()) {
                    claims.advance(row->first.cursor());
                }
            }
            for (ClaimKey const &one : batch) {
                bool &locked = table.at(one);
                if (locked) {
                    locked = chance(50);
                    chance(50) ? claims.delay(one, now) : claims.queue_for_model(one, now);
                } else {
                    table.erase(one);
                    claims.release(one.run);
                    ++done;
                }
            }
            ASSERT_LT(now, t0 + 1h) << "seed " << seed << ": " << table.size() << " rows are forgotten";
        }
        EXPECT_TRUE(table.empty());
        EXPECT_EQ(claims.size(), 0U);
    }
}

}  // namespace
}  // namespace automation::engine
