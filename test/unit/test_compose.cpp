#include "core/messages/compose.hpp"

#include <algorithm>

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::moment;

/** A welcome to Ann; tests change its automation. */
class ComposeTest : public ::testing::Test {
 protected:
    ComposeTest()
    {
        automation_.name = "Welcome";
        automation_.review = Review::flagged;
    }
    void body_template(std::string_view source) { automation_.message_template = Template::parse(source); }
    void subject_template(std::string_view source) { automation_.subject_template = Template::parse(source); }

    [[nodiscard]] Composed compose(ModelSource const &model = {}) const
    {
        return core::compose(automation_, sample_.without_booking(), model);
    }
    /** The message; a failed test and an empty one when there is none. */
    [[nodiscard]] Message message(ModelSource const &model = {}) const
    {
        Composed composed = compose(model);
        if (auto *const found = std::get_if<Message>(&composed)) return std::move(*found);
        ADD_FAILURE() << "no message, but alternative " << composed.index();
        return {};
    }
    /** What the model wrote, when asked for this. */
    [[nodiscard]] ModelText text(std::string body, std::string subject = "Hello Ann") const
    {
        PromptContext context;
        context.now = moment(2026, 11, 20, 12);
        return {.subject = std::move(subject),
                .body = std::move(body),
                .model = "gemini-test",
                .input_tokens = 120,
                .output_tokens = 30,
                .prompt = make_prompt(automation_, Trigger::new_lead, sample_.without_booking(), context,
                                      "0123456789abcdef")};
    }

    /** What it wrote when it was asked for the second time. */
    [[nodiscard]] ModelText second_text(std::string body) const
    {
        ModelText again = text(std::move(body));
        again.prompt.earlier = RejectedOutput{.violations = {"link"}, .tokens = {}};
        return again;
    }

    static constexpr char const *doubtful = "Hi Ann, pay $900 at https://evil.example today.";
    test::Sample sample_;
    Automation automation_;
};

TEST_F(ComposeTest, a_template_needs_no_model)
{
    body_template("Hi {lead_first_name}");
    auto const said = message();
    EXPECT_EQ(said.body, "Hi Ann");
    EXPECT_EQ(said.subject, "Thank you for your interest in Acme");
    EXPECT_EQ(said.origin, "template");
    EXPECT_EQ(said.model + said.why, "");
    EXPECT_EQ(said.input_tokens + said.output_tokens, 0);
    EXPECT_FALSE(said.held);
}

TEST_F(ComposeTest, a_template_is_not_changed_by_what_a_model_wrote)
{
    body_template("Hi {lead_first_name}");
    EXPECT_EQ(message(text("Dear Ann")).body, "Hi Ann");
    EXPECT_EQ(message(NoModel{"no key", 0, 0}).origin, "template");
}

TEST_F(ComposeTest, a_subject_of_its_own_stands_over_every_other)
{
    subject_template("For {lead_name}");
    EXPECT_EQ(message(text("Thank you for writing to us.")).subject, "For Dr. Ann Lee");
    EXPECT_EQ(message(NoModel{"no key", 0, 0}).subject, "For Dr. Ann Lee");
    body_template("x");
    EXPECT_EQ(message().subject, "For Dr. Ann Lee");
}

TEST_F(ComposeTest, short_messages_have_no_subject_and_ask_no_value_for_one)
{
    subject_template("For {attributes.nothing}");
    body_template("x");
    for (auto const *const channel : {"sms", "whatsapp"}) {
        automation_.channel = channel;
        EXPECT_EQ(message().subject, std::nullopt) << channel;
    }
    automation_.message_template.reset();
    EXPECT_EQ(message(NoModel{"no key", 0, 0}).subject, std::nullopt);
    EXPECT_EQ(message(text("Thank you for writing to us.")).subject, std::nullopt);
    for (auto const *const channel : {"email", "webhook", "pigeon"}) {
        automation_.channel = channel;
        EXPECT_TRUE(std::holds_alternative<MissingValue>(compose())) << channel;
    }
}

TEST_F(ComposeTest, a_missing_value_is_named_before_the_model_is_paid)
{
    subject_template("For {attributes.nothing}");
    auto const composed = compose();
    ASSERT_TRUE(std::holds_alternative<MissingValue>(composed));
    EXPECT_EQ(std::get<MissingValue>(composed).variable, "attributes.nothing");
    automation_.subject_template.reset();
    body_template("At {booking_time}");
    EXPECT_EQ(std::get<MissingValue>(compose()).variable, "booking_time");
}

TEST_F(ComposeTest, without_a_template_the_model_is_asked)
{
    EXPECT_TRUE(std::holds_alternative<NeedsModel>(compose()));
}

TEST_F(ComposeTest, where_there_is_no_model_the_built_in_text_says_why)
{
    auto const said = message(NoModel{"no API key for the model is set", 11, 7});
    EXPECT_EQ(said.origin, "builtin");
    EXPECT_EQ(said.why, "no API key for the model is set");
    EXPECT_TRUE(contains(said.body, "Hi Ann,")) << said.body;
    EXPECT_EQ(said.subject, "Thank you for your interest in Acme");
    EXPECT_EQ(said.input_tokens, 11);
    EXPECT_EQ(said.output_tokens, 7);
    EXPECT_FALSE(said.held);
}

TEST_F(ComposeTest, a_good_text_of_the_model_is_signed_and_goes)
{
    auto const said = message(text("Hi Ann,\n\nthank you for your interest. We will be in touch."));
    EXPECT_EQ(said.origin, "gemini");
    EXPECT_EQ(said.model, "gemini-test");
    EXPECT_EQ(said.subject, "Hello Ann");
    EXPECT_EQ(said.body,
              "Hi Ann,\n\nthank you for your interest. We will be in touch.\n\nYour Acme team\n+49 30 1234567");
    EXPECT_EQ(said.input_tokens, 120);
    EXPECT_EQ(said.output_tokens, 30);
    EXPECT_EQ(said.flags.size(), 0U);
    EXPECT_FALSE(said.held);
}

TEST_F(ComposeTest, a_doubtful_text_is_asked_for_once_more_with_what_was_wrong)
{
    for (Review const review : {Review::flagged, Review::never, Review::always}) {
        automation_.review = review;
        auto const composed = compose(text(doubtful));
        ASSERT_TRUE(std::holds_alternative<NeedsModel>(composed));
        auto const &earlier = std::get<NeedsModel>(composed).earlier;
        ASSERT_TRUE(earlier);
        EXPECT_TRUE(std::ranges::count(earlier->violations, "link") == 1 &&
                    std::ranges::count(earlier->violations, "money") == 1);
        EXPECT_EQ(earlier->tokens.input, 120);
        EXPECT_EQ(earlier->tokens.output, 30);
    }
}

TEST_F(ComposeTest, where_the_model_cannot_be_asked_again_the_first_text_is_judged)
{
    ModelText only = text(doubtful);
    only.last = true;
    EXPECT_TRUE(message(only).held);
    automation_.review = Review::never;
    EXPECT_EQ(message(only).origin, "builtin");
}

TEST_F(ComposeTest, a_second_text_that_is_good_goes)
{
    auto const said = message(second_text("Thank you for writing to us."));
    EXPECT_EQ(said.origin, "gemini");
    EXPECT_FALSE(said.held);
    EXPECT_EQ(said.flags.size(), 0U) << "the flags are those of the text that goes";
}

TEST_F(ComposeTest, a_doubtful_second_text_is_held_with_its_flags)
{
    auto const said = message(second_text(doubtful));
    EXPECT_EQ(said.origin, "gemini");
    EXPECT_TRUE(said.held);
    EXPECT_GE(said.flags.size(), 2U);
    EXPECT_TRUE(contains(said.body, "$900")) << "a person sees what was written";
}

TEST_F(ComposeTest, a_doubtful_second_text_that_nobody_reviews_becomes_the_built_in_one)
{
    automation_.review = Review::never;
    auto const said = message(second_text(doubtful));
    EXPECT_EQ(said.origin, "builtin");
    EXPECT_FALSE(said.held);
    EXPECT_EQ(said.flags.size(), 0U);
    EXPECT_FALSE(contains(said.body, "900")) << said.body;
    EXPECT_TRUE(contains(said.why, "failed the checks")) << said.why;
    EXPECT_TRUE(contains(said.why, "link")) << said.why;
    EXPECT_EQ(said.input_tokens, 120) << "it was paid for";
    EXPECT_EQ(message(text("Thank you for writing to us.")).origin, "gemini");
}

TEST_F(ComposeTest, review_of_all_holds_whatever_its_origin)
{
    automation_.review = Review::always;
    EXPECT_TRUE(message(text("Thank you for writing to us.")).held);
    EXPECT_TRUE(message(NoModel{"no key", 0, 0}).held);
    body_template("x");
    EXPECT_TRUE(message().held);
}

TEST_F(ComposeTest, half_a_message_is_none)
{
    sample_.lead.source = std::string(200'000, 'x');
    body_template("{lead_source}{lead_source}");
    EXPECT_EQ(std::get<TooLong>(compose()).detail, "the text is longer than 262144 bytes");
    body_template("{lead_source}");
    EXPECT_EQ(message().body.size(), 200'000U);
    subject_template("{lead_source}{lead_source}");
    EXPECT_EQ(std::get<TooLong>(compose()).detail, "the subject is longer than 262144 bytes");
}

TEST_F(ComposeTest, values_of_the_lead_are_not_expanded_again)
{
    sample_.lead.name = "{lead_email}";
    body_template("Hi {lead_name}");
    EXPECT_EQ(message().body, "Hi {lead_email}");
}

TEST_F(ComposeTest, a_subject_is_one_line_whatever_the_lead_is_called)
{
    sample_.lead.name = "Ann\r\nBcc: all@example.com";
    subject_template("For {lead_name}");
    body_template("x");
    auto const subject = message().subject.value_or("");
    EXPECT_EQ(subject.find_first_of("\r\n"), std::string::npos) << subject;
}

}  // namespace
}  // namespace automation::core
