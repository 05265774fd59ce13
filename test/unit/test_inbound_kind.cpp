#include "core/inbound/inbound_kind.hpp"

#include <ostream>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

constexpr auto message = InboundKind::message;
constexpr auto stop = InboundKind::stop;
constexpr auto doubtful = InboundKind::maybe_stop;
constexpr auto start = InboundKind::start;
constexpr auto machine = InboundKind::auto_reply;

struct Incoming {
    char const *channel;
    char const *subject;  ///< null: none
    char const *body;
    InboundKind kind;
};

void PrintTo(Incoming const &row, std::ostream *out)
{
    *out << row.channel << " / " << (row.subject == nullptr ? "(none)" : row.subject) << " / " << row.body;
}

class InboundKindOf : public testing::TestWithParam<Incoming> {};

TEST_P(InboundKindOf, is_recognised)
{
    Incoming const &row = GetParam();
    auto const subject = row.subject == nullptr ? NullableText() : NullableText(row.subject);
    EXPECT_EQ(inbound_kind(row.channel, subject, NullableText(row.body)), row.kind);
}

constexpr Incoming words[] = {
    {"sms", nullptr, "STOP", stop},
    {"sms", nullptr, "stop", stop},
    {"sms", nullptr, "  Stop!  ", stop},
    {"sms", nullptr, "\"STOP\".", stop},
    {"sms", nullptr, "STOP \xF0\x9F\x9B\x91", stop},
    {"sms", nullptr, "ＳＴＯＰ", stop},
    {"sms", nullptr, "Stop\r\n", stop},
    {"sms", nullptr, "STOPALL", stop},
    {"sms", nullptr, "stop   all", stop},
    {"sms", nullptr, "Opt-out", stop},
    {"sms", nullptr, "Unsubscribe", stop},
    {"sms", nullptr, "CANCEL", stop},
    {"whatsapp", nullptr, "quit", message},
    {"email", nullptr, "cancel", message},
    {"email", nullptr, "end", message},
    {"webhook", nullptr, "stop", stop},
    {"sms", nullptr, "Stopp", stop},
    {"sms", nullptr, "Abmelden", stop},
    {"sms", nullptr, "ARRÊT", stop},
    {"sms", nullptr, "arret", stop},
    {"sms", nullptr, "Désabonner", stop},
    {"sms", nullptr, "¡BAJA!", stop},
    {"sms", nullptr, "Cancelar", stop},
    {"sms", nullptr, "PARAR", stop},
    {"sms", nullptr, "Sair.", stop},
    {"sms", nullptr, "Afmelden", stop},
    {"sms", nullptr, "Stoppen", stop},
    {"sms", nullptr, "Rezygnuję", stop},
    {"sms", nullptr, "ОТПИСАТЬСЯ", stop},
    {"sms", nullptr, "Стоп", stop},
    {"sms", nullptr, "ΣΤΟΠ", stop},
    {"sms", nullptr, "停止", stop},
    {"sms", nullptr, "退订。", stop},
    {"sms", nullptr, "「退訂」", stop},
    {"sms", nullptr, "配信停止", stop},
    {"sms", nullptr, "수신거부", stop},
    {"sms", nullptr, "إيقاف", stop},
    {"sms", nullptr, "إيقاف؟", stop},
    {"sms", nullptr, "הסר", stop},
    {"sms", nullptr, "please stop by at five", message},
    {"sms", nullptr, "Don't stop", message},
    {"sms", nullptr, "non-stop", message},
    {"sms", nullptr, "bus stop 5", message},
    {"sms", nullptr, "stop, I mean it", stop},
    {"sms", nullptr, "I want the old boiler removed", message},
    {"sms", nullptr, "Please leave me on the list", message},
    {"sms", nullptr, "Don't remove me from the list!", message},
    {"sms", nullptr, "I don't want to be late", message},
    {"sms", nullptr, "Please cancel", message},
    {"sms", nullptr, "Ich melde mich für morgen ab", message},
    {"sms", nullptr, "Tragen Sie mich für Montag aus", message},
    {"sms", nullptr, "Ik meld me af voor donderdag", message},
    {"sms", nullptr, "STOP I already bought a car", stop},
    {"sms", nullptr, "Stop – Ann", stop},
    {"sms", nullptr, "", message},
    {"sms", nullptr, "!!!", message},
    {"sms", nullptr, "START", start},
    {"sms", nullptr, "Unstop", start},
    {"sms", nullptr, "Alta", start},
    {"sms", nullptr, "Старт", start},
    {"sms", nullptr, "再開", start},
    {"sms", nullptr, "start at nine?", message},
    {"sms", nullptr, "yes", message},
};
INSTANTIATE_TEST_SUITE_P(Words, InboundKindOf, testing::ValuesIn(words));

constexpr Incoming mails[] = {
    {"email", "Re: Hello", "Unsubscribe", stop},
    {"email", "unsubscribe", "", stop},
    {"email", "Unsubscribe", " \n ", stop},
    {"email", "unsubscribe", "Could you tell me the price first?", doubtful},
    {"sms", nullptr, "stop texting me after nine", doubtful},
    {"email", "Re: Hello", "STOP\n\nOn Mon, 2 Nov 2026 Acme wrote:\n> Hello Ann\n> See you", stop},
    {"email", "AW: Hallo", "Abmelden\r\n\r\nAm 2.11.2026 um 10:00 schrieb Acme:\r\n> Hallo Ann\r\n", stop},
    {"email", "Re: Hello", "Stop.\n-- \nAnn Lee\nEngineer", stop},
    {"email", "Re: Hello", "stop\n-----Original Message-----\nFrom: Acme", stop},
    {"email", "Re: Hello", "Stop\n> Hello", stop},
    {"email", "Re: Hello", "> Reply STOP to end\nI would like to book", message},
    {"email", "Re: Stop", "Which stop is nearest to you?", message},
    {"email", "Re: Hello", "From: me\nTo: you\n\nStop", stop},
    {"email", "Re: Hello", "Note: I am late", message},
};
INSTANTIATE_TEST_SUITE_P(Mails, InboundKindOf, testing::ValuesIn(mails));

constexpr Incoming machines[] = {
    {"email", "Automatic reply: Hello", "I am away.", machine},
    {"email", "AutoReply: Hello", "x", machine},
    {"email", "[Auto-Reply] Re: Hello", "x", machine},
    {"email", "Out of Office", "Back on Monday", machine},
    {"email", "Out of the office until Monday", "x", machine},
    {"email", "Abwesenheitsnotiz: Hallo", "Ich bin im Urlaub.", machine},
    {"email", "Automatische Antwort: Hallo", "x", machine},
    {"email", "Réponse automatique : Bonjour", "x", machine},
    {"email", "REPONSE AUTOMATIQUE", "x", machine},
    {"email", "Respuesta automática: Hola", "x", machine},
    {"email", "Resposta automática: Olá", "x", machine},
    {"email", "Risposta automatica: Ciao", "x", machine},
    {"email", "Automatisch antwoord: Hallo", "x", machine},
    {"email", "Autosvar: Hej", "x", machine},
    {"email", "Automatyczna odpowiedź: Cześć", "x", machine},
    {"email", "Автоматический ответ: Привет", "x", machine},
    {"email", "自动回复: 你好", "x", machine},
    {"email", "自動応答: こんにちは", "x", machine},
    {"email", "자동 회신: 안녕", "x", machine},
    {"email", "رد تلقائي: مرحبا", "x", machine},
    {"email", "תשובה אוטומטית: שלום", "x", machine},
    {"email", "Undelivered Mail Returned to Sender", "The mail system", machine},
    {"email", "Re: Automatic reply: Hello", "Thanks, I got your note. Tuesday?", message},
    {"email", "Auto: Frage zum Preis", "Was kostet er?", message},
    {"email", "Hello", "Auto-Submitted: auto-replied\n\nI am away.", machine},
    {"email", "Hello", "Subject: x\r\nauto-submitted:\r\n auto-generated\r\n\r\nx", machine},
    {"email", "Hello", "Auto-Submitted: auto-generated (vacation)\n\nx", machine},
    {"email", "Hello", "From: Ann\nAuto-Submitted: no\n\nI would like to book.", message},
    {"email", "Hello", "X-Autoreply: yes\nx", machine},
    {"email", "Hello", "Precedence: auto_reply\n\nx", machine},
    {"email", "Hello", "Precedence: bulk\n\nx", machine},
    {"email", "Hello", "My notes say\nAuto-Submitted: auto-replied", message},
    {"email", "Re: Hello", "This is an automated response. Do not reply.", machine},
    {"sms", nullptr, "I’m driving with Do Not Disturb While Driving turned on.", machine},
    {"sms", nullptr, "I am driving over now", message},
    {"sms", nullptr, "Dies ist eine automatische Antwort.", machine},
    {"sms", nullptr, "Ceci est une réponse automatique", machine},
    {"email", "Re: Hello", "I am out of the office next week, could we move it?", message},
    {"email", "Office hours", "When are you open?", message},
};
INSTANTIATE_TEST_SUITE_P(Machines, InboundKindOf, testing::ValuesIn(machines));

TEST(InboundKind, of_a_message_without_any_text_is_a_message)
{
    EXPECT_EQ(inbound_kind("email", std::nullopt, std::nullopt), message);
}

TEST(InboundKind, looks_at_the_beginning_of_a_huge_text_only)
{
    EXPECT_EQ(inbound_kind("sms", std::nullopt, "stop" + std::string(5'000'000, ' ')), stop);
    EXPECT_EQ(inbound_kind("email", std::nullopt, std::string(5'000'000, '>')), message);
    EXPECT_EQ(inbound_kind("email", std::nullopt, std::string(3999, 'a') + "\xC3\xA9"), message);
}

TEST(InboundKind, takes_bytes_that_are_no_utf8_as_they_come)
{
    EXPECT_EQ(inbound_kind("sms", std::nullopt, "stop\xFF\xFE"), message);
    EXPECT_EQ(inbound_kind("sms", "\xC3", "\x80\x80"), message);
}

TEST(InboundKind, has_a_flag_for_everything_but_a_message)
{
    EXPECT_EQ(flag_of(message), "");
    EXPECT_EQ(flag_of(stop), "stop");
    EXPECT_EQ(flag_of(doubtful), "maybe_stop");
    EXPECT_EQ(flag_of(start), "start");
    EXPECT_EQ(flag_of(machine), "auto_reply");
}

}  // namespace
}  // namespace automation::core
