#include "core/automations/presets.hpp"

#include "core/automations/automation_json.hpp"
#include "core/sequences/check_sequence.hpp"
#include "core/sequences/step_automation.hpp"
#include "core/json/json_node.hpp"

#include "sample.hpp"

#include <set>
#include <string>
#include <vector>

namespace automation::core {
namespace {

using test::contains;
using test::refusal;

std::vector<json::Node> configs_of(Preset const &preset)
{
    auto const list = json::parse_exact(preset.automations);
    return list && list->kind == json::Kind::array ? list->children : std::vector<json::Node>();
}

/* Automations, and the steps of sequences as such. */
std::vector<Automation> automations_of(std::vector<json::Node> const &configs)
{
    std::vector<Automation> all;
    for (json::Node const &config : configs) {
        Automation const automation = check_with_steps(parse_config({}, json::to_text(config)).draft);
        all.push_back(automation);
        if (automation.sequence) {
            for (SequenceStep const &step : automation.sequence->steps) {
                all.push_back(step_automation(automation, step));
                all.back().name = step.name;
            }
        }
    }
    return all;
}

TEST(Presets, are_six_sets_of_several_automations_with_titles)
{
    EXPECT_GE(presets().size(), 6U);
    for (Preset const &preset : presets()) {
        SCOPED_TRACE(preset.name);
        EXPECT_FALSE(preset.title.empty());
        EXPECT_FALSE(preset.description.empty());
        EXPECT_GE(automations_of(configs_of(preset)).size(), 3U);
    }
}

TEST(Presets, hold_automations_that_can_be_saved)
{
    for (Preset const &preset : presets()) {
        for (auto const &config : configs_of(preset)) {
            SCOPED_TRACE(json::to_text(config));
            EXPECT_NO_THROW((void)check_with_steps(parse_config({}, json::to_text(config)).draft));
        }
    }
}

TEST(Presets, name_every_automation_once)
{
    std::set<std::string> names;
    for (Preset const &preset : presets()) {
        for (Automation const &automation : automations_of(configs_of(preset))) {
            EXPECT_TRUE(names.insert(automation.name).second) << automation.name;
        }
    }
}

// An English text of ours, rendered for somebody of whom nothing is known but the booking's start.
TEST(Presets, have_texts_that_need_to_know_nothing_but_the_start_of_a_booking)
{
    test::Sample sample;
    sample.lead = {};
    sample.tenant = {};
    auto const starts_at = sample.booking.starts_at;
    sample.booking = {};
    sample.booking.starts_at = starts_at;
    Subject const subject = sample.subject();
    for (Preset const &preset : presets()) {
        for (Automation const &automation : automations_of(configs_of(preset))) {
            for (auto const &text : {automation.subject_template, automation.message_template}) {
                if (!text) continue;
                auto const rendered = text->render(subject);
                EXPECT_FALSE(rendered.missing) << automation.name << ": " << rendered.missing.value_or("");
                EXPECT_FALSE(contains(rendered.text, "{")) << rendered.text;
            }
        }
    }
}

TEST(Presets, have_every_message_in_every_language)
{
    test::Sample sample;
    sample.lead = {};
    sample.tenant = {};
    sample.booking.title.reset();
    using enum TextLanguage;
    for (auto const language : {de, es, fr, it, nl, pl, pt}) {
        for (Preset const &preset : presets()) {
            auto const english = configs_of(preset);
            auto const list = json::parse_exact(preset_automations(preset, language));
            ASSERT_TRUE(list);
            auto const all_ours = automations_of(list->children);
            auto const all_theirs = automations_of(english);
            ASSERT_EQ(all_ours.size(), all_theirs.size());
            for (std::size_t i = 0; i < all_theirs.size(); ++i) {
                Automation const &ours = all_ours[i];
                Automation const &theirs = all_theirs[i];
                SCOPED_TRACE(ours.name);
                EXPECT_EQ(ours.name, theirs.name);
                EXPECT_EQ(ours.subject_template.has_value(), theirs.subject_template.has_value());
                if (!theirs.message_template) continue;
                EXPECT_NE(ours.message_template->source(), theirs.message_template->source());
                auto const rendered = ours.message_template->render(sample.subject());
                EXPECT_FALSE(rendered.missing);
                EXPECT_EQ(rendered.text.find_first_of("{}|"), std::string::npos) << rendered.text;
            }
        }
    }
}

TEST(Presets, name_the_steps_of_their_sequences)
{
    auto const steps = preset_steps(configs_of(preset_named("after_the_session"))[0]);
    EXPECT_EQ(steps, (std::vector<std::string>{"Thank you after the session", "Ask for feedback", "Booked again?",
                                               "Suggest the next session"}));
    EXPECT_TRUE(preset_steps(configs_of(preset_named("booking_care"))[0]).empty());
}

TEST(Presets, are_found_by_name_and_a_wrong_one_is_told_the_nearest)
{
    EXPECT_EQ(preset_named("win_back").title, "Win back");
    auto const error = refusal([] { (void)preset_named("winback"); });
    EXPECT_TRUE(contains(error.what(), "unknown preset \"winback\""));
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"win_back\"? Presets are: welcome_and_nurture, booking_care"));
}

}  // namespace
}  // namespace automation::core
