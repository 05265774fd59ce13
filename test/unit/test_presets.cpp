#include "core/automations/presets.hpp"

#include "core/automations/automation_json.hpp"
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

TEST(Presets, are_six_sets_of_several_automations_with_titles)
{
    EXPECT_GE(presets().size(), 6U);
    for (Preset const &preset : presets()) {
        SCOPED_TRACE(preset.name);
        EXPECT_FALSE(preset.title.empty());
        EXPECT_FALSE(preset.description.empty());
        EXPECT_GE(configs_of(preset).size(), 3U);
    }
}

TEST(Presets, hold_automations_that_can_be_saved)
{
    for (Preset const &preset : presets()) {
        for (auto const &config : configs_of(preset)) {
            SCOPED_TRACE(json::to_text(config));
            EXPECT_NO_THROW((void)check(parse_config({}, json::to_text(config)).draft));
        }
    }
}

TEST(Presets, name_every_automation_once)
{
    std::set<std::string> names;
    for (Preset const &preset : presets()) {
        for (auto const &config : configs_of(preset)) {
            auto const *const name = config.member("name");
            ASSERT_NE(name, nullptr);
            EXPECT_TRUE(names.insert(name->text).second) << name->text;
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
        for (auto const &config : configs_of(preset)) {
            auto const automation = check(parse_config({}, json::to_text(config)).draft);
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
            ASSERT_EQ(list->children.size(), english.size());
            for (std::size_t i = 0; i < english.size(); ++i) {
                auto const ours = check(parse_config({}, json::to_text(list->children[i])).draft);
                auto const theirs = check(parse_config({}, json::to_text(english[i])).draft);
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

TEST(Presets, are_found_by_name_and_a_wrong_one_is_told_the_nearest)
{
    EXPECT_EQ(preset_named("win_back").title, "Win back");
    auto const error = refusal([] { (void)preset_named("winback"); });
    EXPECT_TRUE(contains(error.what(), "unknown preset \"winback\""));
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"win_back\"? Presets are: welcome_and_nurture, booking_care"));
}

}  // namespace
}  // namespace automation::core
