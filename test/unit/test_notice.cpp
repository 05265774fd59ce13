/* test_notice.cpp — a message to somebody of the business: who it goes to, what is asked of it, and what it says. */
#include "core/automations/addressee.hpp"
#include "core/decisions/forecast.hpp"
#include "core/decisions/recipient.hpp"
#include "core/messages/compose.hpp"

#include "due.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::contains;
using test::Due;

Automation by(std::string channel, std::string_view to)
{
    Automation automation;
    automation.channel = std::move(channel);
    automation.to = read_addressee(to, automation.channel);
    return automation;
}

/** "notice owner@example.com", "lead ann@example.com", "none: the lead has no …". */
std::string goes_to(Automation const &automation, Lead const &lead)
{
    MessageRecipient const recipient = recipient_for(automation, lead);
    return recipient.address ? (recipient.notice ? "notice " : "lead ") + *recipient.address
                             : "none: " + recipient.problem;
}

std::string goes_to(std::string channel, std::string_view to)
{
    test::Sample sample;
    sample.lead.attributes =
        R"({"owner":{"email":" Owner@Example.com ","phone":"0170 7654321"},"mine":"ANN@EXAMPLE.COM",
            "call":"+49 (0)170 123 45 67","list":["a@example.com"],"no":"n/a","blank":" ","digits":491707654321})";
    sample.lead.external_ids = R"({"desk":"desk@example.com"})";
    return goes_to(by(std::move(channel), to), sample.lead);
}

TEST(Notice, goes_to_the_address_or_to_what_the_key_holds)
{
    EXPECT_EQ(goes_to("email", "owner@example.com"), "notice owner@example.com");
    EXPECT_EQ(goes_to("email", " The owner <owner@example.com> "), "notice owner@example.com");
    EXPECT_EQ(goes_to("email", "attributes.owner.email"), "notice Owner@Example.com");
    EXPECT_EQ(goes_to("email", "external_ids.desk"), "notice desk@example.com");
    EXPECT_EQ(goes_to("sms", "+49 170 7654321"), "notice +491707654321");
    EXPECT_EQ(goes_to("webhook", "owner@example.com"), "notice owner@example.com");
    EXPECT_EQ(goes_to("pager", "+49 170 7654321"), "notice +491707654321");
    EXPECT_EQ(goes_to("email", "attributes.missing"), "none: the lead has no attributes.missing");
    EXPECT_EQ(goes_to("email", "attributes.blank"), "none: the lead has no attributes.blank");
    EXPECT_EQ(goes_to("email", "attributes.list"), "none: the lead has no attributes.list");
    EXPECT_EQ(goes_to("email", "attributes.no"), "none: attributes.no of the lead, \"n/a\", is not an e-mail address");
    EXPECT_EQ(goes_to("sms", "attributes.digits"),
              "none: attributes.digits of the lead, \"491707654321\", is not a number with its country code");
}

TEST(Notice, reads_numbers_of_an_attribute_with_the_country_of_the_tenant)
{
    test::Sample sample;
    sample.lead.attributes = R"({"phone":"0170 7654321"})";
    EXPECT_TRUE(contains(goes_to(by("sms", "attributes.phone"), sample.lead), "none: "));
    sample.lead.country = "DE";
    EXPECT_EQ(goes_to(by("sms", "attributes.phone"), sample.lead), "notice +491707654321");
}

TEST(Notice, is_a_message_to_the_lead_where_the_address_is_its_own_in_any_spelling)
{
    EXPECT_EQ(goes_to("email", "Ann@Example.COM"), "lead Ann@Example.COM");
    EXPECT_EQ(goes_to("email", "attributes.mine"), "lead ANN@EXAMPLE.COM");
    EXPECT_EQ(goes_to("sms", "attributes.call"), "lead +491701234567");
    EXPECT_EQ(goes_to("whatsapp", "+49 170 123 45 67"), "lead +491701234567");
    EXPECT_EQ(goes_to("pager", "+49 170 123 45 67"), "lead +491701234567");
    EXPECT_EQ(goes_to("webhook", "ann@example.com"), "lead ann@example.com");
    test::Sample sample;
    sample.lead.email = "ann@bücher.example";
    EXPECT_EQ(goes_to(by("email", "Ann@xn--bcher-kva.example"), sample.lead), "lead Ann@xn--bcher-kva.example");
}

TEST(Notice, refuses_what_is_neither_an_address_of_the_channel_nor_a_key)
{
    auto const refused = [](std::string_view channel, std::string_view to) {
        return test::refusal([&] { (void)read_addressee(to, channel); });
    };
    UserError const word = refused("email", "owner");
    EXPECT_STREQ(word.what(), "\"to\" cannot be \"owner\"");
    EXPECT_EQ(word.detail(), "It is neither an e-mail address nor a key of attributes or external_ids.");
    EXPECT_TRUE(contains(word.hint(), "owner@example.com"));
    EXPECT_TRUE(contains(refused("sms", "owner@example.com").hint(), "+49 170 1234567"));
    EXPECT_TRUE(contains(refused("sms", "0170 7654321").detail(), "a number with its country code"));
    EXPECT_TRUE(contains(refused("email", "+49 170 7654321").detail(), "an e-mail address"));
    for (char const *const key : {"attributes", "attributes.", "attributes.a..b", "lead.email", "email"}) {
        EXPECT_FALSE(refused("email", key).detail().empty()) << key;
    }
    std::string deep = "attributes";
    for (int i = 0; i < 17; ++i)
        deep += ".a";
    EXPECT_TRUE(contains(refused("email", deep).detail(), "16 levels"));
}

/** A notice to the owner that is due and right. */
struct DueNotice : Due {
    explicit DueNotice(std::string_view to = "owner@example.com")
        : DueNotice(Type::lead_followup, Trigger::new_lead, to)
    {}
    DueNotice(Type type, Trigger trigger, std::string_view to = "owner@example.com") : Due(type, trigger)
    {
        automation.to = read_addressee(to, automation.channel);
        channel_configured = true;
    }
    [[nodiscard]] DecisionInput input() const
    {
        DecisionInput input = decision_input();
        input.notice = writes_notice(automation, sample.lead);
        input.business_zone = &business_zone;
        input.suppressed = suppressed;
        return input;
    }
    FixedTimeZone business_zone{std::chrono::minutes(0), "Europe/London"};
    Suppressions suppressed;
};

std::string word_of(Decision const &decision)
{
    static constexpr std::array<char const *, 6> words{"run", "skip ", "block ", "defer ", "hold ", "drop "};
    return words.at(static_cast<std::size_t>(decision.verdict)) + decision.reason.code();
}

/** What the run is told, and the message that is about to leave, where they differ. */
std::string outcomes_of(DueNotice const &due)
{
    std::string const run = word_of(decide(due.input()));
    std::string const leaves = word_of(decide_delivery(due.input(), due.automation.channel));
    return run == leaves ? run : run + ", " + leaves;
}

struct Case {
    char const *what;
    void (*spoil)(DueNotice &);
    char const *notice;   ///< to the owner
    char const *message;  ///< to an address of the lead's own
};

Suppression row_of(char const *cause)
{
    return {.channel = "email", .address = "owner@example.com", .cause = cause, .detail = {}, .since = {}};
}

constexpr std::array cases{
    Case{"nothing", [](DueNotice &) {}, "run", "run"},
    Case{"opted out of the channel", [](DueNotice &d) { d.sample.lead.opted_out = {"email"}; }, "run",
         "block opted_out"},
    Case{"opted out of all", [](DueNotice &d) { d.sample.lead.opted_out = {"all"}; }, "run", "block opted_out"},
    Case{"the address refuses", [](DueNotice &d) { d.suppressed.opted_out = row_of("unsubscribe"); }, "block opted_out",
         "block opted_out"},
    Case{"the address has bounced", [](DueNotice &d) { d.suppressed.undeliverable = row_of("provider"); },
         "skip no_recipient", "skip no_recipient"},
    Case{"a reply",
         [](DueNotice &d) {
             d.sample.lead.last_inbound_at = d.now + 1min;
             d.now += 2min;
         },
         "run", "skip replied"},
    Case{"a reply that stops",
         [](DueNotice &d) {
             d.automation.reply_stops_notice = true;
             d.sample.lead.last_inbound_at = d.now + 1min;
             d.now += 2min;
         },
         "skip replied", "skip replied"},
    Case{"quiet hours",
         [](DueNotice &d) {
             d.sample.tenant.quiet_from = Micros(10h);
             d.sample.tenant.quiet_until = Micros(16h);
         },
         "run", "defer quiet_hours"},
    Case{"the tenant's window is closed",
         [](DueNotice &d) { d.sample.tenant.send_window = SendWindow{.from = Micros(1h), .until = Micros(2h)}; }, "run",
         "defer send_window"},
    Case{"its own window is closed",
         [](DueNotice &d) { d.automation.send_window = SendWindow{.from = Micros(1h), .until = Micros(2h)}; },
         "defer send_window", "defer send_window"},
    Case{"an absence", [](DueNotice &d) { d.inbound.absent_until = std::chrono::sys_days(2026y / 12 / 1); }, "run",
         "defer absent"},
    Case{"a reply that may ask to stop",
         [](DueNotice &d) {
             d.inbound.unclassified = {{MessageId{4}, "email", d.now}};
         },
         "run", "hold maybe_stop"},
    Case{"cap",
         [](DueNotice &d) {
             d.sample.tenant.daily_cap = 1;
             d.messages_today = 1;
         },
         "run", "defer daily_cap, run"},
    Case{"late", [](DueNotice &d) { d.now += 25h; }, "skip too_late", "skip too_late"},
    Case{"another automation of the chain", [](DueNotice &d) { d.run.chain = {d.run.automation_key()}; },
         "block loop, run", "block loop, run"},
};

TEST(Notice, is_asked_nothing_that_protects_the_lead)
{
    for (Case const &one : cases) {
        DueNotice notice;
        one.spoil(notice);
        EXPECT_EQ(outcomes_of(notice), one.notice) << one.what;
        DueNotice message("ANN@example.com");
        one.spoil(message);
        EXPECT_EQ(outcomes_of(message), one.message) << one.what << ", to the lead";
    }
}

TEST(Notice, needs_no_address_of_the_lead)
{
    DueNotice due;
    due.sample.lead.email.reset();
    EXPECT_EQ(outcomes_of(due), "run");
    EXPECT_EQ(outcomes_of(DueNotice("attributes.owner")), "skip no_recipient");
    DueNotice recorded("attributes.owner");
    recorded.channel_configured = false;
    EXPECT_EQ(outcomes_of(recorded), "run");
}

TEST(Notice, about_a_silence_ends_with_it)
{
    DueNotice due(Type::lead_followup, Trigger::no_contact_days);
    due.run.event_at = due.now - 1h;
    due.sample.lead.last_inbound_at = due.now - 1min;
    EXPECT_EQ(word_of(decide_delivery(due.input(), "email")), "skip replied");
}

TEST(Notice, keeps_the_hours_of_its_own_window_on_the_clock_of_the_business)
{
    DueNotice due;  // 12:00 UTC: 13:00 for Ann
    due.automation.send_window = SendWindow{.from = Micros(12h), .until = Micros(12h + 30min)};
    EXPECT_EQ(outcomes_of(due), "run");
    DueNotice message("ann@example.com");
    message.automation.send_window = due.automation.send_window;
    EXPECT_EQ(outcomes_of(message), "defer send_window");
}

TEST(Notice, is_explained_with_its_recipient_and_what_does_not_apply)
{
    std::string text;
    for (Step const &step : explain(DueNotice().input())) {
        if (contains(step.detail, "notice")) text += step.name + ": " + step.detail + "\n";
    }
    EXPECT_EQ(text,
              "opt-out: does not apply to a notice; the address may be written to\n"
              "absence: does not apply to a notice\n"
              "quiet hours: does not apply to a notice\n"
              "daily cap: does not apply to a notice\n"
              "recipient: owner@example.com (a notice: not an address of the lead)\n");
    DueNotice missing("attributes.owner_email");
    auto const steps = explain(missing.input());
    EXPECT_EQ(steps.back().message(),
              "the lead has no attributes.owner_email; attributes.owner_email of the lead must be an e-mail address");
}

// What was written to somebody of the business is never sent to the lead instead.
TEST(Notice, that_is_written_goes_where_its_automation_says_now)
{
    test::Sample sample;
    sample.lead.attributes = R"({"owner":"new@example.com"})";
    auto const automation = by("email", "attributes.owner");
    auto const goes = [&](WrittenTo const &message, Automation const *rule) {
        MessageRecipient const to = recipient_for(message, rule, sample.lead, "email");
        return (to.notice ? "notice " : "lead ") + to.address.value_or("none: " + to.problem);
    };
    WrittenTo const notice{.set_by_application = {}, .notice = true, .of_automation = true};
    WrittenTo const message{.set_by_application = {}, .notice = false, .of_automation = true};
    EXPECT_EQ(goes(notice, &automation), "notice new@example.com");
    EXPECT_EQ(goes(message, &automation), "notice new@example.com");
    std::string const nobody = "notice none: its automation no longer says to whom it was written";
    EXPECT_EQ(goes(notice, nullptr), nobody);
    Automation const to_lead;
    EXPECT_EQ(goes(notice, &to_lead), nobody);
    EXPECT_EQ(goes(message, &to_lead), "lead ann@example.com");
    // An application writes to the lead, or says where to.
    EXPECT_EQ(goes({}, &automation), "lead ann@example.com");
    EXPECT_EQ(goes({.set_by_application = "other@example.com", .notice = true, .of_automation = true}, &automation),
              "notice other@example.com");
    EXPECT_EQ(goes({.set_by_application = "Ann@example.com", .notice = true, .of_automation = true}, &automation),
              "lead Ann@example.com");
}

/** The message of a welcome to the owner. */
Message composed(Automation const &automation, Subject subject, ModelSource const &model = {})
{
    subject.notice = true;
    Composed made = compose(automation, subject, model);
    EXPECT_TRUE(std::holds_alternative<Message>(made));
    return std::get<Message>(std::move(made));
}

TEST(Notice, without_a_text_of_its_own_lists_what_is_known)
{
    test::Sample sample;
    Automation automation = by("email", "owner@example.com");
    automation.name = "New lead";
    Message const message = composed(automation, sample.subject(), NoModel{"no key", 0, 0});
    EXPECT_EQ(message.subject, "New lead: Dr. Ann Lee");
    EXPECT_EQ(message.body,
              "New lead\n\nName: Dr. Ann Lee\nEmail: ann@example.com\nPhone: +491701234567\nStatus: new\n"
              "Source: Website\n\nWhat: Massage\nWhen: Tuesday, 24 November 2026 at 14:30 to 15:30 CET\n"
              "Where: 5 Main St");
    automation.message_template = Template::parse("{lead_first_name} has written.");
    EXPECT_EQ(composed(automation, sample.without_booking()).body, "Ann has written.");
    EXPECT_EQ(composed(automation, sample.without_booking()).subject, "New lead: Dr. Ann Lee");
}

TEST(Notice, speaks_the_language_of_the_business)
{
    test::Sample sample;
    sample.lead.language = "fr";
    sample.tenant.language = "de";
    Automation automation = by("email", "owner@example.com");
    automation.name = "Neu";
    EXPECT_TRUE(
        contains(composed(automation, sample.subject(), NoModel{}).body, "Quelle: Website\n\nBuchung: Massage"));
    sample.tenant.language.reset();
    EXPECT_TRUE(contains(composed(automation, sample.subject(), NoModel{}).body, "Source: Website\n\nWhat: Massage"));
}

TEST(Notice, of_the_model_addresses_the_business)
{
    test::Sample sample;
    Automation const automation = by("email", "owner@example.com");
    Subject subject = sample.without_booking();
    subject.notice = true;
    PromptContext context;
    context.now = test::moment(2026, 11, 20, 12);
    Prompt const prompt = make_prompt(automation, Trigger::new_lead, subject, context, "0123456789abcdef");
    EXPECT_TRUE(contains(prompt.system, "somebody who works for a business"));
    EXPECT_TRUE(contains(prompt.system, "greet nobody"));
    EXPECT_FALSE(contains(prompt.system, "Greet by the first name"));
    EXPECT_TRUE(contains(prompt.user, "GOAL: Tell the reader"));
    EXPECT_FALSE(contains(prompt.user, "thank them"));
    ModelText const text{.subject = "Ann", .body = "Ann has asked for a call.", .model = "m", .prompt = prompt};
    EXPECT_EQ(composed(automation, sample.without_booking(), text).body, "Ann has asked for a call.");
}

}  // namespace
}  // namespace automation::core
