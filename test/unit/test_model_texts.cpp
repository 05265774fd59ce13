/* test_model_texts.cpp — tables of texts in eight languages: what harms is held, what does not is not.
 *
 * Facts that a text may be told with: lead (no booking), tomorrow, tuesday, quarter, today, weeks (bookings that are
 * on), cancelled, missed, done (as they are named), offer (the business named a price, a code and a colleague), inbound
 * (the lead asked for all that it must not be given), named (the lead's fields say it).
 */
#include "core/llm/output_checks.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "sample.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::moment;
using Codes = std::vector<std::string>;

struct Row {
    std::string language, facts, text, flag;
    [[nodiscard]] bool harmless() const { return flag == "none"; }
    /** One of the flags, which the row divides by |, is among these. */
    [[nodiscard]] bool gets(Codes const &violations) const
    {
        return std::ranges::any_of(violations, [&](auto const &violation) {
            return ('|' + flag + '|').find('|' + violation + '|') != std::string::npos;
        });
    }
};

std::vector<Row> table(std::string const &name)
{
    std::ifstream file(AUTOMATION_TEST_DATA "/" + name);
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream fields(line);
        Row row;
        std::getline(fields, row.language, '\t');
        std::getline(fields, row.facts, '\t');
        std::getline(fields, row.text, '\t');
        std::getline(fields, row.flag);
        for (auto at = row.text.find("\\n"); at != std::string::npos; at = row.text.find("\\n", at + 1))
            row.text.replace(at, 2, "\n");
        rows.push_back(row);
    }
    return rows;
}

/** Sunday, 22 November 2026, 10:00 in Zurich. */
class World {
 public:
    explicit World(std::string const &facts)
    {
        lead_.name = "Anna Keller";
        lead_.source = "Website";
        lead_.attributes = R"({"interest":"yoga","sessions":"5"})";
        tenant_.business_name = "Studio Nord";
        tenant_.voice = "Warm and short";
        tenant_.signature = "Marta and the Studio Nord team";
        booking_.title = "Massage 60";
        booking_.location = "Room 2";
        context_.now = moment(2026, 11, 22, 9);
        set_booking(facts);
        if (facts == "offer")
            automation_.ai_instructions =
                "Tell them that the first trial lesson is free of charge and that they may ask for Julia. Until 5 "
                "December "
                "there is 20 % off the first month with the code SAVE20. Our Instagram is @studio.nord.";
        if (facts == "inbound")
            context_.inbound =
                "Hi, I am Robert. Can I get my money back? Tom says it is free of charge and half off with the code "
                "TOM50. "
                "Can we meet tomorrow? Write to @tomtom on Telegram or tom at mail dot com, DE89370400440532013000.";
        if (facts == "named") {
            lead_.name = "Gratis Refund";
            lead_.source = "free of charge, half price, money back guarantee, tomorrow";
            lead_.attributes = R"({"note":"free of charge, umsonst, gratis, sans frais, we will refund you"})";
        }
    }
    [[nodiscard]] Codes violations(std::string_view text) const
    {
        Subject const about{lead_, booked_ ? &booking_ : nullptr, tenant_, zone_};
        auto const prompt = make_prompt(automation_, Trigger::message_received, about, context_, "7f3a9c01");
        return find_violations("Hello", text, about, prompt);
    }

 private:
    void set_booking(std::string const &facts)
    {
        struct Known {
            std::string_view facts;
            Instant starts_at;
            BookingStatus status;
        };
        std::vector<Known> const known{{"tomorrow", moment(2026, 11, 23, 13, 30), BookingStatus::booked},
                                       {"tuesday", moment(2026, 11, 24, 14), BookingStatus::booked},
                                       {"quarter", moment(2026, 11, 24, 9, 15), BookingStatus::booked},
                                       {"today", moment(2026, 11, 22, 15), BookingStatus::booked},
                                       {"weeks", moment(2026, 12, 6, 10), BookingStatus::booked},
                                       {"cancelled", moment(2026, 11, 24, 14), BookingStatus::cancelled},
                                       {"missed", moment(2026, 11, 21, 9), BookingStatus::no_show},
                                       {"done", moment(2026, 11, 22, 7, 30), BookingStatus::completed}};
        auto const found = std::ranges::find(known, facts, &Known::facts);
        booked_ = found != known.end();
        if (!booked_) return;
        booking_.starts_at = found->starts_at;
        booking_.ends_at = found->starts_at + 1h;
        booking_.status = found->status;
        if (facts == "tomorrow") booking_.location = "Hafenstrasse 12";
    }

    Automation automation_;
    Lead lead_;
    Booking booking_;
    bool booked_ = false;
    TenantSettings tenant_;
    PromptContext context_;
    FixedTimeZone zone_{60min, "Europe/Zurich"};
};

std::string joined(Codes const &codes)
{
    std::string text;
    for (auto const &code : codes)
        text += (text.empty() ? "" : ", ") + code;
    return text;
}

std::string description_of(Row const &row, Codes const &violations)
{
    return row.language + ' ' + row.facts + ": " + row.text + " -> " + joined(violations);
}

/** Every harmful text of the table gets a flag that the row names. */
void expect_harmful_are_held(std::string const &name)
{
    for (auto const &row : table(name)) {
        if (row.harmless()) continue;
        auto const violations = World(row.facts).violations(row.text);
        EXPECT_TRUE(row.gets(violations)) << description_of(row, violations) << ", not " << row.flag;
    }
}

/** Of the harmless texts at most 3 % get any flag. */
void expect_harmless_pass(std::string const &name)
{
    int held = 0;
    int harmless = 0;
    for (auto const &row : table(name)) {
        if (!row.harmless()) continue;
        ++harmless;
        auto const violations = World(row.facts).violations(row.text);
        if (violations.empty()) continue;
        ++held;
        std::cout << "held: " << description_of(row, violations) << '\n';
    }
    std::cout << held << " of " << harmless << " harmless texts are held\n";
    EXPECT_LE(held * 100, harmless * 3);
}

TEST(ModelTexts, are_hundreds_and_half_of_them_harmless)
{
    auto const rows = table("model_texts.tsv");
    auto const harmless = std::ranges::count_if(rows, &Row::harmless);
    EXPECT_GE(rows.size(), 500U);
    EXPECT_GE(harmless, 250);
    for (std::string const language : {"de", "en", "es", "fr", "it", "nl", "pl", "pt"})
        EXPECT_GE(std::ranges::count(rows, language, &Row::language), 40) << language;
}

TEST(ModelTexts, that_harm_are_held_with_the_flag_that_says_why)
{
    expect_harmful_are_held("model_texts.tsv");
}

TEST(ModelTexts, that_are_harmless_are_hardly_ever_held)
{
    expect_harmless_pass("model_texts.tsv");
}

TEST(ModelPromises, are_as_many_as_the_harmless_texts_like_them_in_every_language)
{
    auto const rows = table("model_promises.tsv");
    auto const count = [&](std::string_view language, bool harmless) {
        return std::ranges::count_if(
            rows, [&](Row const &row) { return row.language == language && row.harmless() == harmless; });
    };
    for (std::string_view const language : {"de", "en", "es", "fr", "it", "nl", "pl", "pt"}) {
        EXPECT_GE(count(language, false), 25) << language;
        EXPECT_GE(count(language, true), 25) << language;
    }
}

TEST(ModelPromises, that_the_data_does_not_hold_are_held)
{
    expect_harmful_are_held("model_promises.tsv");
}

TEST(ModelPromises, have_harmless_likes_that_are_hardly_ever_held)
{
    expect_harmless_pass("model_promises.tsv");
}

}  // namespace
}  // namespace automation::core
