#include "channels/smtp/smtp_mail.hpp"

#include "core/base/escape.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::channels {

namespace {

struct MailPhrases {
    std::string_view language;
    std::string_view words;
};

constexpr std::array<MailPhrases, 24> wordings{{
    {"ar", "إلغاء الاشتراك"},  {"cs", "Odhlásit se"},    {"da", "Afmeld"},
    {"de", "Abmelden"},        {"el", "Διαγραφή"},       {"en", "Unsubscribe"},
    {"es", "Darse de baja"},   {"fi", "Peruuta tilaus"}, {"fr", "Se désabonner"},
    {"he", "הסרה מהרשימה"},    {"hu", "Leiratkozás"},    {"it", "Annulla iscrizione"},
    {"ja", "配信停止"},        {"ko", "수신 거부"},      {"nb", "Meld deg av"},
    {"nl", "Afmelden"},        {"pl", "Wypisz się"},     {"pt", "Cancelar inscrição"},
    {"ro", "Dezabonare"},      {"ru", "Отписаться"},     {"sv", "Avsluta prenumeration"},
    {"tr", "Abonelikten çık"}, {"uk", "Відписатися"},    {"zh", "退订"},
}};

constexpr MailPhrases english{"en", "Unsubscribe"};

MailPhrases const &unsubscribe_words(core::NullableText const &language)
{
    auto const tag =
        language && core::well_formed_language(*language) ? core::lower_ascii(*language) : std::string("en");
    auto const primary = std::string_view(tag).substr(0, tag.find('-'));
    auto const *const found = std::ranges::find(wordings, primary, &MailPhrases::language);
    return found != wordings.end() ? *found : english;
}

/** False when the place for it is missing. */
bool put_token(std::string &text, std::string const &token)
{
    constexpr std::string_view place = "{token}";
    auto const at = text.find(place);
    if (at == std::string::npos) return false;
    text.replace(at, place.size(), token);
    return true;
}

std::string mailto_uri(std::string address, std::string const &token)
{
    bool const placed = put_token(address, token);
    return "mailto:" + address + "?subject=unsubscribe" + (placed ? "" : "%20" + token);
}

}  // namespace

Mail smtp_mail(SmtpSettings const &settings, Delivery const &delivery, std::string to)
{
    Mail mail{.from = settings.from,
              .to = {std::move(to), delivery.recipient_name.value_or("")},
              .reply_to = settings.reply_to,
              .subject = delivery.subject.value_or(""),
              .body = delivery.body,
              .language = (delivery.text_language ? delivery.text_language : delivery.language).value_or(""),
              .date = delivery.written_at,
              .key = delivery.key};
    if (mail.from.name.empty()) mail.from.name = delivery.business_name.value_or("");
    if (delivery.unsubscribe_token.empty()) return mail;

    auto const token = core::percent_encoded(delivery.unsubscribe_token);
    if (auto url = settings.unsubscribe_url; put_token(url, token)) {
        if (!delivery.transactional || settings.unsubscribe_always) {
            MailPhrases const &phrases = unsubscribe_words(delivery.language);
            mail.last_line = std::string(phrases.words) + ": " + url;
            mail.last_line_language = phrases.language;
        }
        mail.unsubscribe.push_back(std::move(url));
        mail.one_click = true;
    }
    if (!settings.unsubscribe_mailto.empty())
        mail.unsubscribe.push_back(mailto_uri(settings.unsubscribe_mailto, token));
    return mail;
}

}  // namespace automation::channels
