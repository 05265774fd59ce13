#include "engine/queue/tenant_turns.hpp"

#include <map>

#include <gtest/gtest.h>

namespace automation::engine {
namespace {

using namespace std::chrono_literals;
using core::Instant;
using core::RunId;

constexpr Instant t0{std::chrono::hours(24 * 20'000)};

Cursor key(int id, Instant run_at = t0)
{
    return {run_at, RunId{id}};
}

ClaimKey of(Cursor place, std::string tenant)
{
    return {place.run_at, {place.id, std::move(tenant)}};
}

std::vector<int> taken(TenantTurns &turns, std::size_t most)
{
    std::vector<int> ids;
    for (ClaimKey const &taken : turns.take(most)) {
        ids.push_back(static_cast<int>(number(taken.run.id)));
    }
    return ids;
}

using Ids = std::vector<int>;

TEST(TenantTurns, cost_nothing_where_little_is_due)
{
    TenantTurns turns;
    EXPECT_FALSE(turns.wants_to_read(t0));
    EXPECT_EQ(taken(turns, 500), Ids{});
}

TEST(TenantTurns, read_ahead_where_much_is_due_but_for_whose_turn_it_is_anyway)
{
    TenantTurns turns;
    turns.much_is_due("large", key(500));
    EXPECT_TRUE(turns.wants_to_read(t0));
    EXPECT_EQ(turns.position(), key(500));
    EXPECT_EQ(turns.pass_by(), std::vector<std::string>{"large"});
    turns.found(of(key(600), "large"));
    EXPECT_EQ(turns.size(), 0U);
}

TEST(TenantTurns, are_taken_by_all_in_the_same_number_and_each_in_its_order)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    for (int id = 1; id <= 100; ++id) {
        turns.found(of(key(id), "a"));
    }
    turns.found(of(key(201), "b"));
    turns.found(of(key(200), "b"));
    turns.has_read(key(1000), true, t0, t0);
    EXPECT_EQ(taken(turns, 6), (Ids{1, 200, 2, 201, 3})) << "and the rest is the large one's";
}

TEST(TenantTurns, leave_half_of_a_batch_of_two_tenants_to_the_order_of_the_queue)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    for (int id = 1; id <= 400; ++id) {
        turns.found(of(key(id), "a"));
    }
    EXPECT_EQ(turns.take(100).size(), 51U) << "the first turn is not the queue's";
    EXPECT_EQ(turns.take(100).size(), 50U);
}

TEST(TenantTurns, alternate_where_a_batch_is_one_row)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    for (int id = 1; id <= 400; ++id) {
        turns.found(of(key(id), "a"));
    }
    std::size_t given = 0;
    for (int i = 0; i < 100; ++i) {
        given += turns.take(1).size();
    }
    EXPECT_GE(given, 49U);
    EXPECT_LE(given, 51U);
}

TEST(TenantTurns, remember_a_limited_number_and_find_the_rest_again)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    int const more = static_cast<int>(TenantTurns::most_of_tenant) + 100;
    for (int id = 1; id <= more; ++id) {
        turns.found(of(key(id), "a"));
    }
    turns.has_read(key(more), true, t0, t0);
    EXPECT_EQ(turns.size(), TenantTurns::most_of_tenant);
    EXPECT_EQ(turns.pass_by(), (std::vector<std::string>{"large", "a"}));
    while (turns.size() > 0) {
        (void)turns.take(500);
    }
    EXPECT_EQ(turns.position(), key(static_cast<int>(TenantTurns::most_of_tenant)));
}

TEST(TenantTurns, find_what_was_passed_by_when_there_is_room_again)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    for (int id = 1; id <= static_cast<int>(TenantTurns::most_of_tenant); ++id) {
        turns.found(of(key(id), "a"));
    }
    turns.has_read(key(600), false, t0, t0);
    EXPECT_EQ(turns.pass_by(), (std::vector<std::string>{"large", "a"}));
    turns.has_read(key(90'000), true, t0, t0);
    while (turns.size() > 0) {
        (void)turns.take(500);
    }
    EXPECT_EQ(turns.position(), key(600));
}

TEST(TenantTurns, forget_what_the_order_of_the_queue_has_given)
{
    TenantTurns turns;
    turns.much_is_due({}, key(0));
    turns.found(of(key(1), "a"));
    turns.found(of(key(2), "a"));
    turns.given(of(key(1), "a"));
    EXPECT_EQ(taken(turns, 500), Ids{2});
    turns.found(of(key(3), "a"));
    turns.all_is_read();
    EXPECT_EQ(taken(turns, 500), Ids{});
    EXPECT_FALSE(turns.wants_to_read(t0));
}

TEST(TenantTurns, go_back_to_what_was_committed_late)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    turns.has_read(key(1000, t0 + 1h), true, t0, t0);
    EXPECT_FALSE(turns.wants_to_read(t0));
    turns.rewind(t0);
    EXPECT_TRUE(turns.wants_to_read(t0));
    EXPECT_LT(turns.position(), key(0));
    turns.rewind(t0 + 1h);
    EXPECT_LT(turns.position(), key(0)) << "and never forward";
}

TEST(TenantTurns, read_for_a_fifth_of_the_time)
{
    TenantTurns turns;
    turns.much_is_due("large", key(0));
    turns.has_read(key(20'000), false, t0, t0 + 10ms);
    EXPECT_FALSE(turns.wants_to_read(t0 + 49ms));
    EXPECT_TRUE(turns.wants_to_read(t0 + 50ms));
}

}  // namespace
}  // namespace automation::engine
