#include "core/sequences/split_arm.hpp"
#include "core/sequences/progress.hpp"
#include "core/sequences/sequence_reader.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace automation::core {
namespace {

constexpr std::int64_t leads = 100'000;
constexpr double points = 0.005;

SequenceStep split_of(std::vector<int> const &weights)
{
    SequenceStep split;
    split.name = "offer";
    split.work = StepWork::split;
    for (int const weight : weights) {
        split.branches.push_back({"arm " + std::to_string(split.branches.size()), weight, std::nullopt});
    }
    return split;
}

std::vector<std::size_t> arms_of(SequenceStep const &split, std::string const &salt, std::string const &tenant = "")
{
    std::vector<std::size_t> arms;
    for (std::int64_t i = 1; i <= leads; ++i) {
        arms.push_back(split_arm(split, {LeadId{i}, tenant}, salt));
    }
    return arms;
}

std::vector<double> shares_of(std::vector<std::size_t> const &arms, std::size_t number)
{
    std::vector<double> shares(number);
    for (std::size_t const arm : arms) {
        shares.at(arm) += 1.0 / static_cast<double>(arms.size());
    }
    return shares;
}

TEST(SplitArm, DividesLeadsByTheWeights)
{
    for (std::vector<int> const &weights : std::vector<std::vector<int>>{
             {50, 50}, {1, 1, 1}, {90, 10}, {1, 99}, {5, 15, 30, 50}, {1, 2, 3, 4, 5, 6, 7}, {1'000'000, 1'000'000}}) {
        double total = 0;
        for (int const weight : weights) {
            total += weight;
        }
        for (char const *const salt : {"", "0f3a9c", "another"}) {
            auto const shares = shares_of(arms_of(split_of(weights), salt), weights.size());
            for (std::size_t i = 0; i < weights.size(); ++i) {
                EXPECT_NEAR(shares[i], weights[i] / total, points) << "arm " << i << ", salt " << salt;
            }
        }
    }
}

TEST(SplitArm, GivesALeadTheSameArmAgain)
{
    auto const split = split_of({3, 5, 2});
    EXPECT_EQ(arms_of(split, "salt"), arms_of(split, "salt"));
}

/* Of two sequences, two splits or two tenants: who is in an arm of one is divided by the other as everybody is. */
TEST(SplitArm, DividesAnewBySaltStepAndTenant)
{
    auto const split = split_of({50, 50});
    auto second = split;
    second.name = "second offer";
    auto const first = arms_of(split, "salt");
    for (auto const &other : {arms_of(split, "pepper"), arms_of(second, "salt"), arms_of(split, "salt", "acme")}) {
        std::int64_t both = 0;
        for (std::size_t i = 0; i < first.size(); ++i) {
            both += first[i] == 0 && other[i] == 0 ? 1 : 0;
        }
        EXPECT_NEAR(static_cast<double>(both) / leads, 0.25, points);
    }
}

/* A sequence with two arms, one of which waits: so that the entry stays. */
Sequence sequence_of(int a, int b)
{
    return read_sequence(R"([{"name": "offer", "split": [
        {"name": "a", "weight": )" +
                             std::to_string(a) + R"(, "steps": [{"name": "stays in a", "wait": "1 day"}]},
        {"name": "b", "weight": )" +
                             std::to_string(b) + R"(, "steps": [{"name": "stays in b", "wait": "1 day"}]}]}])",
                         "null", "null");
}

struct NoFacts final : SequenceFacts {
    [[nodiscard]] FieldReader const &fields() const override
    {
        reader.emplace(FactFieldReader::Facts{.lead = sample.lead, .now = {}});
        return *reader;
    }
    [[nodiscard]] bool has_replied(Instant) const override { return false; }
    [[nodiscard]] bool has_booked(Instant) const override { return false; }
    [[nodiscard]] std::optional<Instant> moment(MomentWait const &) const override { return std::nullopt; }

    test::Sample sample;
    mutable std::optional<FactFieldReader> reader;
};

std::map<std::string, std::string> arms_at(Sequence const &sequence, SequenceEntry &entry, std::int64_t lead)
{
    FixedTimeZone const utc;
    NoFacts const facts;
    (void)proceed(sequence, entry, facts, {{LeadId{lead}, ""}, "salt", {}, utc});
    return entry.arms;
}

/* Whoever has an arm keeps it, wherever the weights would put them now; whoever comes later is divided by the new ones.
 */
TEST(SplitArm, KeepsTheStoredArmWhenWeightsChange)
{
    Sequence const before = sequence_of(50, 50);
    Sequence const after = sequence_of(10, 90);
    constexpr std::int64_t some = 5'000;
    std::int64_t elsewhere = 0;
    for (std::int64_t lead = 1; lead <= some; ++lead) {
        SequenceEntry entry;
        entry.step = "offer";
        auto const arms = arms_at(before, entry, lead);
        ASSERT_EQ(arms.size(), 1U);
        auto stored = read_entry(to_json(entry));
        ASSERT_TRUE(stored);
        stored->step = "offer";  // moved back by hand
        EXPECT_EQ(arms_at(after, *stored, lead), arms);
        SequenceEntry later;
        later.step = "offer";
        elsewhere += arms_at(after, later, lead) != arms ? 1 : 0;
    }
    // 40 of 100 are in arm a by the old weights and in arm b by the new ones.
    EXPECT_NEAR(static_cast<double>(elsewhere) / some, 0.4, 0.03);
    auto const shares = shares_of(arms_of(after.steps[0], "salt"), 2);
    EXPECT_NEAR(shares[0], 0.1, points);
}

}  // namespace
}  // namespace automation::core
