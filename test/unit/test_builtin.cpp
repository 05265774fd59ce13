#include "core/messages/fallback_text.hpp"

#include "core/base/strings.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::moment;
using test::Sample;

TEST(Builtin, welcomes_a_new_lead)
{
    Sample const sample;
    auto const text = builtin_text(Type::lead_followup, Trigger::new_lead, sample.without_booking());
    EXPECT_EQ(text.subject, "Thank you for your interest in Acme");
    EXPECT_EQ(text.body,
              "Hi Ann,\n\nThank you for your interest in Acme. We would love to help you.\n\n"
              "If you have any questions, simply reply to this message.\n\nYour Acme team\n+49 30 1234567");
}

TEST(Builtin, reminds_with_what_when_and_where)
{
    Sample const sample;
    auto const text = builtin_text(Type::booking_reminder, Trigger::booking_reminder_hours, sample.subject());
    EXPECT_EQ(text.subject, "Reminder: Massage, Tuesday, 24 November 2026 at 14:30");
    EXPECT_EQ(text.body,
              "Hi Ann,\n\nThis is a friendly reminder of your booking with Acme.\n\n"
              "What: Massage\nWhen: Tuesday, 24 November 2026 at 14:30 to 15:30\nWhere: 5 Main St\n\n"
              "If you cannot make it or have any questions, please let us know.\n\nYour Acme team\n+49 30 1234567");
}

TEST(Builtin, confirms_a_booking)
{
    Sample const sample;
    auto const text = builtin_text(Type::confirmation, Trigger::booking_created, sample.subject());
    EXPECT_EQ(text.subject, "Confirmed: Massage, Tuesday, 24 November 2026 at 14:30");
    EXPECT_TRUE(contains(text.body, "Your booking with Acme is confirmed.\n\nWhat: Massage\n"));
}

TEST(Builtin, says_what_each_event_is_about)
{
    Sample const sample;
    auto const body = [&](Type type, Trigger trigger) { return builtin_text(type, trigger, sample.subject()).body; };
    EXPECT_TRUE(contains(body(Type::lead_followup, Trigger::no_contact_days), "in touch for a while"));
    EXPECT_TRUE(contains(body(Type::lead_followup, Trigger::message_received), "someone will reply"));
    EXPECT_TRUE(contains(body(Type::lead_followup, Trigger::booking_cancelled), "has been cancelled"));
    EXPECT_TRUE(contains(body(Type::lead_followup, Trigger::booking_cancelled), "find another time"));
    EXPECT_TRUE(contains(body(Type::lead_followup, Trigger::booking_no_show), "sorry that we missed you"));
    EXPECT_TRUE(contains(body(Type::lead_followup, Trigger::booking_no_show), "find another time"));
    EXPECT_TRUE(contains(body(Type::post_session, Trigger::session_completed), "feedback"));
    EXPECT_FALSE(contains(body(Type::lead_followup, Trigger::lead_status_changed), "status"));
}

TEST(Builtin, speaks_of_no_booking_when_there_is_none)
{
    Sample const sample;
    for (auto const type : {Type::lead_followup, Type::booking_reminder, Type::confirmation, Type::post_session})
        for (auto const trigger : triggers_of(type)) {
            auto const text = builtin_text(type, trigger, sample.without_booking());
            for (auto const *word : {"booking", "Massage", "What:", "When:", "session", "November"}) {
                EXPECT_FALSE(contains(text.body, word))
                    << name_of(type) << " " << name_of(trigger) << ": " << text.body;
                EXPECT_FALSE(contains(text.subject, word)) << text.subject;
            }
        }
}

TEST(Builtin, leaves_out_what_the_booking_does_not_say)
{
    Sample sample;
    sample.booking.title = " ";
    sample.booking.location.reset();
    sample.booking.ends_at.reset();
    auto text = builtin_text(Type::booking_reminder, Trigger::booking_created, sample.subject());
    EXPECT_EQ(text.subject, "Reminder: your booking, Tuesday, 24 November 2026 at 14:30");
    EXPECT_TRUE(contains(text.body, "booking with Acme.\n\nWhen: Tuesday, 24 November 2026 at 14:30\n\nIf you"));
    sample.booking.starts_at.reset();
    text = builtin_text(Type::booking_reminder, Trigger::booking_created, sample.subject());
    EXPECT_EQ(text.subject, "Reminder: your booking");
    EXPECT_TRUE(contains(text.body, "booking with Acme.\n\nIf you"));
}

TEST(Builtin, gives_the_end_only_when_it_is_later_on_the_same_day)
{
    Sample sample;
    auto const body = [&] { return builtin_text(Type::confirmation, Trigger::booking_created, sample.subject()).body; };
    sample.booking.ends_at = moment(2026, 11, 25, 13);
    EXPECT_TRUE(contains(body(), "at 14:30\n"));
    sample.booking.ends_at = sample.booking.starts_at;
    EXPECT_TRUE(contains(body(), "at 14:30\n"));
    sample.booking.ends_at = Instant::max();
    EXPECT_TRUE(contains(body(), "at 14:30\n"));
}

TEST(Builtin, names_a_zone_that_neither_lead_nor_tenant_has_set_as_templates_do)
{
    Sample sample;
    auto const text = [&](bool mail) {
        auto subject = sample.subject();
        subject.names_zones = mail;
        auto const written = builtin_text(Type::confirmation, Trigger::booking_created, subject);
        return written.subject + '\n' + written.body;
    };
    EXPECT_TRUE(contains(text(true), "Massage, Tuesday, 24 November 2026 at 14:30 CET\n"));
    EXPECT_TRUE(contains(text(true), "When: Tuesday, 24 November 2026 at 14:30 to 15:30 CET\n"));
    EXPECT_FALSE(contains(text(false), "CET")) << "an SMS is short";
    sample.booking.ends_at.reset();
    EXPECT_TRUE(contains(text(true), "When: Tuesday, 24 November 2026 at 14:30 CET\n"));
    sample.tenant.timezone = "europe/berlin";
    EXPECT_FALSE(contains(text(true), "CET"));
    sample.tenant.timezone.reset();
    sample.lead.timezone = "Europe/Berlin";
    EXPECT_FALSE(contains(text(true), "CET"));
}

TEST(Builtin, greets_by_what_is_known)
{
    Sample sample;
    EXPECT_EQ(builtin_greeting(sample.subject()), "Hi Ann,");
    sample.lead.name = "ann@example.com";
    EXPECT_EQ(builtin_greeting(sample.subject()), "Hi friend,");
    sample.lead.name = "\n";
    sample.tenant.fallback_name = " ";
    EXPECT_EQ(builtin_greeting(sample.subject()), "Hi there,");
    sample.lead.name.reset();
    sample.tenant.fallback_name.reset();
    EXPECT_EQ(builtin_greeting(sample.subject()), "Hi there,");
}

TEST(Builtin, greets_formally_in_other_languages_and_by_no_word_of_another_language)
{
    Sample sample;
    auto const greeting = [&](char const *language, char const *name) {
        sample.lead.language = language;
        sample.lead.name = name;
        return builtin_greeting(sample.subject());
    };
    EXPECT_EQ(greeting("de", "Frau Anna Müller"), "Guten Tag Frau Müller,");
    EXPECT_EQ(greeting("de-AT", "Anna Müller"), "Guten Tag Anna Müller,");
    EXPECT_EQ(greeting("de", "n/a"), "Guten Tag,") << "the tenant's word is English";
    EXPECT_EQ(greeting("es", "Sra. María García"), "Hola, Sra. García:");
    EXPECT_EQ(greeting("fr", "Mme Sophie Dupont"), "Bonjour Mme Dupont,");
    EXPECT_EQ(greeting("pl", "Pani Anna Nowak"), "Dzień dobry,") << "names are declined";
    sample.tenant.language = "de_CH";
    sample.tenant.fallback_name = "liebe Kundschaft";
    EXPECT_EQ(greeting("de", "n/a"), "Guten Tag liebe Kundschaft,");
    EXPECT_EQ(greeting("en", "n/a"), "Hi there,");
}

TEST(Builtin, speaks_the_language_of_the_lead_else_of_the_tenant_else_english)
{
    Sample sample;
    auto const subject = [&](NullableText lead, NullableText tenant) {
        sample.lead.language = std::move(lead);
        sample.tenant.language = std::move(tenant);
        return builtin_subject(Type::lead_followup, Trigger::message_received, sample.subject());
    };
    EXPECT_EQ(subject("de_AT", "fr"), "Vielen Dank für Ihre Nachricht");
    for (auto const *unreadable : {"xx", "klingon", "", " ", "{de,en}", "[\"de\"]", "de en", "-", "d"})
        EXPECT_EQ(subject(unreadable, "fr-CA"), "Merci pour votre message") << unreadable;
    EXPECT_EQ(subject("ja", "pt-BR"), "Agradecemos a sua mensagem") << "there is no text in Japanese";
    EXPECT_EQ(subject("zh", "ja"), "Thank you for your message");
    EXPECT_EQ(subject(std::nullopt, std::nullopt), "Thank you for your message");
}

TEST(Builtin, writes_a_text_and_its_dates_in_one_language)
{
    Sample sample;
    sample.lead.language = "ja";
    auto const when = [&] { return builtin_text(Type::confirmation, Trigger::booking_created, sample.subject()).body; };
    EXPECT_TRUE(contains(when(), "When: Tuesday, 24 November 2026 at 14:30 to 15:30\n"));
    sample.tenant.language = "es";
    EXPECT_TRUE(contains(when(), "Fecha: martes, 24 de noviembre de 2026, 14:30-15:30\n"));
    sample.lead.language = "en-US";
    EXPECT_TRUE(contains(when(), "When: Tuesday, November 24, 2026 at 2:30 PM to 3:30 PM\n"));
}

TEST(Builtin, closes_with_signature_else_business_else_a_plain_regard)
{
    Sample sample;
    auto const body = [&] { return builtin_text(Type::lead_followup, Trigger::new_lead, sample.subject()).body; };
    EXPECT_TRUE(body().ends_with("\n\nYour Acme team\n+49 30 1234567"));
    sample.tenant.signature = "\n ";
    EXPECT_TRUE(body().ends_with("\n\nBest regards,\nAcme"));
    sample.tenant.business_name.reset();
    EXPECT_TRUE(body().ends_with("\n\nBest regards"));
    EXPECT_TRUE(contains(body(), "Thank you for your interest. We"));
}

TEST(Builtin, keeps_subjects_on_one_line_whatever_the_data)
{
    Sample sample;
    sample.booking.title = "A\r\nBcc: eve@example.com " + std::string(5'000, 'x');
    sample.tenant.business_name = "B\nC";
    for (auto const type : {Type::lead_followup, Type::booking_reminder, Type::confirmation, Type::post_session})
        for (auto const trigger : triggers_of(type)) {
            auto const subject = builtin_subject(type, trigger, sample.subject());
            EXPECT_FALSE(subject.empty());
            EXPECT_EQ(subject.find_first_of("\r\n"), std::string::npos);
            EXPECT_LT(subject.size(), 250U);
            EXPECT_EQ(subject, builtin_text(type, trigger, sample.subject()).subject);
        }
}

TEST(Builtin, writes_nothing_for_a_crm_update)
{
    Sample const sample;
    EXPECT_EQ(builtin_text(Type::crm_update, Trigger::new_lead, sample.subject()).body, "");
    EXPECT_EQ(builtin_subject(Type::crm_update, Trigger::new_lead, sample.subject()), "");
}

}  // namespace
}  // namespace automation::core
