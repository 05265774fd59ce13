#include "core/automations/presets.hpp"

#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "core/automations/preset_texts_bookings.hpp"
#include "core/automations/preset_texts_de.hpp"
#include "core/automations/preset_texts_es.hpp"
#include "core/automations/preset_texts_fr.hpp"
#include "core/automations/preset_texts_it.hpp"
#include "core/automations/preset_texts_leads.hpp"
#include "core/automations/preset_texts_nl.hpp"
#include "core/automations/preset_texts_pl.hpp"
#include "core/automations/preset_texts_pt.hpp"
#include "core/base/strings.hpp"
#include "core/json/json_node.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr std::array<Preset, 6> sets{{
    {"welcome_and_nurture", "Welcome and nurture",
     "A sequence for new leads: a welcome at once and three friendly messages over two weeks. Whoever answers, or is "
     "no "
     "longer new, leaves it.",
     welcome_and_nurture},
    {"booking_care", "Booking care",
     "A confirmation, a reminder the day before and one two hours before (by SMS), and an offer of another time "
     "after a cancellation.",
     booking_isolation},
    {"win_back", "Win back",
     "A sequence for people who have gone quiet: three notes, then they are marked as inactive. Whoever answers or "
     "books leaves it; a step is skipped for somebody whom you have contacted in the meantime.",
     win_back},
    {"after_the_session", "After the session",
     "A sequence: thanks on the same day, a request for feedback the day after, and, unless they have booked again, an "
     "invitation to the next session after three weeks.",
     after_the_session},
    {"no_show_recovery", "No-show recovery",
     "A sequence for somebody who did not come: a note on the lead, a kind word, and an offer of a new time three days "
     "later. Whoever answers or books leaves it.",
     no_show_recovery},
    {"pipeline_hygiene", "Pipeline hygiene",
     "Keeps lead statuses up to date by itself: engaged, booked, customer, lost, cold. Writes to nobody.",
     pipeline_hygiene},
}};

/** Empty for English, whose texts stand in the sets. */
std::span<PresetText const> texts_in(TextLanguage language) noexcept
{
    switch (language) {
        case TextLanguage::de:
            return preset_texts::german;
        case TextLanguage::en:
            break;
        case TextLanguage::es:
            return preset_texts::spanish;
        case TextLanguage::fr:
            return preset_texts::french;
        case TextLanguage::it:
            return preset_texts::italian;
        case TextLanguage::nl:
            return preset_texts::dutch;
        case TextLanguage::pl:
            return preset_texts::polish;
        case TextLanguage::pt:
            return preset_texts::portuguese;
    }
    return {};
}

void put_text(json::Node &config, std::string_view key, std::string_view text)
{
    for (json::Node &member : config.children)
        if (member.key == key) member.text = text;
}

/* Automations, and the steps within one: whatever has a name and a text. */
void put_texts(json::Node &node, std::span<PresetText const> texts)
{
    auto const *const name = node.member("name");
    auto const text = name == nullptr ? texts.end() : std::ranges::find(texts, name->text, &PresetText::automation);
    if (text != texts.end()) {
        put_text(node, "subject_template", text->subject);
        put_text(node, "message_template", text->message);
    }
    for (json::Node &child : node.children) {
        put_texts(child, texts);
    }
}

void collect_steps(json::Node const &node, std::vector<std::string> &names)
{
    for (json::Node const &child : node.children) {
        auto const *const name = child.kind == json::Kind::object ? child.member("name") : nullptr;
        if (name != nullptr) {
            names.push_back(name->text);
        }
        collect_steps(child, names);
    }
}

}  // namespace

std::span<Preset const> presets() noexcept
{
    return sets;
}

std::string preset_automations(Preset const &preset, TextLanguage language)
{
    auto const texts = texts_in(language);
    if (texts.empty()) return std::string(preset.automations);
    auto list = *json::parse_exact(preset.automations);
    put_texts(list, texts);
    return json::to_text(list);
}

std::vector<std::string> preset_steps(json::Node const &config)
{
    std::vector<std::string> names;
    collect_steps(config, names);
    return names;
}

Preset const &preset_named(std::string_view name)
{
    auto const found = std::find_if(sets.begin(), sets.end(), [&](Preset const &set) { return set.name == name; });
    if (found != sets.end()) return *found;
    std::array<std::string_view, sets.size()> names;
    std::transform(sets.begin(), sets.end(), names.begin(), [](Preset const &set) { return set.name; });
    throw UserError("unknown preset " + quote_value(name), "", hint_for(name, names, "Presets are"));
}

}  // namespace automation::core
