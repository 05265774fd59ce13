#include "core/report/report_hints.hpp"

#include "core/base/strings.hpp"
#include "core/crm/language_tag.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

struct Bilingual {
    std::string_view en, de;

    [[nodiscard]] std::string_view in(std::string_view language) const
    {
        return primary_language(language) == "de" ? de : en;
    }
};

/** A reason code of an activity, in words, and what to do. */
struct ReasonHint {
    std::string_view code;
    Bilingual words, hint;
};

constexpr Bilingual nothing_to_do{"Nothing: the automation works as configured.",
                                  "Nichts: Die Automation arbeitet wie eingerichtet."};

constexpr Bilingual read_activity{
    "Read details of the activity, correct the cause, then call automation_retry_run(activity_id).",
    "Details der Aktivität lesen, die Ursache beheben, dann automation_retry_run(activity_id) aufrufen."};

constexpr std::array reason_hints{
    ReasonHint{"automation_deleted", {"the automation was deleted", "die Automation wurde gelöscht"}, nothing_to_do},
    ReasonHint{"booking_cancelled",
               {"the booking is not in the required status", "die Buchung hat nicht den nötigen Status"},
               nothing_to_do},
    ReasonHint{"booking_moved", {"the booking was moved", "die Buchung wurde verlegt"}, nothing_to_do},
    ReasonHint{"cancelled", {"cancelled by a person", "von einer Person abgebrochen"}, nothing_to_do},
    ReasonHint{"conditions",
               {"the conditions do not hold", "die Bedingungen sind nicht erfüllt"},
               {"If leads are missed, check the conditions: automation_explain(id, lead_id) shows each with its value.",
                "Werden Kontakte verfehlt, die Bedingungen prüfen: automation_explain(id, lead_id) zeigt jede mit "
                "ihrem Wert."}},
    ReasonHint{"cooldown", {"it ran for the lead recently", "sie lief für den Kontakt erst kürzlich"}, nothing_to_do},
    ReasonHint{"error", {"an error occurred", "ein Fehler trat auf"}, read_activity},
    ReasonHint{"inside_window",
               {"written after the run was due", "erst nach der Fälligkeit eingetragen"},
               {"Enter bookings and dates earlier, or shorten the delay.",
                "Buchungen und Termine früher eintragen oder die Verzögerung verkürzen."}},
    ReasonHint{"loop",
               {"the automation would trigger itself", "die Automation würde sich selbst auslösen"},
               {"Make the conditions of the automations exclude each other.",
                "Die Bedingungen der Automationen so fassen, dass sie einander ausschließen."}},
    ReasonHint{"max_runs", {"it ran max_runs times", "sie lief max_runs Male"}, nothing_to_do},
    ReasonHint{"merged", {"the lead was merged", "der Kontakt wurde zusammengeführt"}, nothing_to_do},
    ReasonHint{"no_booking",
               {"the lead has no booking with a time", "der Kontakt hat keine Buchung mit Zeit"},
               {"Enter starts_at of the booking.", "starts_at der Buchung eintragen."}},
    ReasonHint{"no_date", {"the lead no longer has the date", "der Kontakt hat das Datum nicht mehr"}, nothing_to_do},
    ReasonHint{"no_recipient",
               {"no valid address for the channel", "keine gültige Adresse für den Kanal"},
               {"Complete or correct email and phone of the leads.",
                "E-Mail und Telefon der Kontakte ergänzen oder berichtigen."}},
    ReasonHint{"opted_out",
               {"the lead has opted out", "der Kontakt hat sich abgemeldet"},
               {"Nothing: the lead wishes no messages.", "Nichts: Der Kontakt wünscht keine Nachrichten."}},
    ReasonHint{"rejected", {"rejected by a person", "von einer Person verworfen"}, nothing_to_do},
    ReasonHint{"replied", {"the lead has replied", "der Kontakt hat geantwortet"}, nothing_to_do},
    ReasonHint{"superseded", {"a newer run took its place", "ein neuerer Lauf trat an die Stelle"}, nothing_to_do},
    ReasonHint{"too_late",
               {"later than max_lateness", "später als max_lateness"},
               {"If it happens often, check that the worker runs (automation_check()), or raise max_lateness.",
                "Bei Häufung prüfen, ob der Worker läuft (automation_check()), oder max_lateness erhöhen."}},
    ReasonHint{"whatsapp_window",
               {"WhatsApp accepts only templates now", "WhatsApp nimmt jetzt nur Vorlagen an"},
               {"Set an approved template in the settings of the channel.",
                "Eine genehmigte Vorlage in den Einstellungen des Kanals angeben."}}};

constexpr std::string_view missing_prefix = "missing_";
constexpr Bilingual missing_words{"no value for ", "kein Wert für "};
constexpr Bilingual missing_hint{
    "Fill the field of the leads, or give the variable a fallback in the template: {name|there}.",
    "Das Feld der Kontakte füllen oder der Variablen in der Vorlage einen Ersatz geben: {name|Text}."};

/** A part of an error, in lower case, and what to do about it; the first that fits. */
struct ErrorHint {
    std::string_view part;
    Bilingual hint;
};

constexpr Bilingual check_address{"Correct the address of the lead, then call automation_retry(message_id).",
                                  "Die Adresse des Kontakts berichtigen, dann automation_retry(message_id) aufrufen."};
constexpr Bilingual check_login{
    "Check the credentials in the settings of the channel, then call automation_retry(message_id).",
    "Die Zugangsdaten in den Einstellungen des Kanals prüfen, dann automation_retry(message_id) aufrufen."};
constexpr Bilingual check_network{
    "Check whether the server reaches the provider, then call automation_retry(message_id).",
    "Prüfen, ob der Server den Anbieter erreicht, dann automation_retry(message_id) aufrufen."};
constexpr Bilingual wait_for_provider{
    "Wait, or lower rate_per_minute of the channel; then call automation_retry(message_id).",
    "Abwarten oder rate_per_minute des Kanals senken; dann automation_retry(message_id) aufrufen."};
constexpr Bilingual correct_cause{"Correct the cause, then call automation_retry(message_id).",
                                  "Die Ursache beheben, dann automation_retry(message_id) aufrufen."};
constexpr Bilingual repeated_anyway{
    "It is repeated by itself. If it lasts, check the provider or the model.",
    "Der Versuch wird von selbst wiederholt. Dauert es an, Anbieter oder Modell prüfen."};

constexpr std::array error_hints{
    ErrorHint{"no_recipient", check_address}, ErrorHint{"rejects the recipient", check_address},
    ErrorHint{"5.1.1", check_address},        ErrorHint{"bounce", check_address},
    ErrorHint{"login", check_login},          ErrorHint{"http 401", check_login},
    ErrorHint{"http 403", check_login},       ErrorHint{"http 429", wait_for_provider},
    ErrorHint{"timed out", check_network},    ErrorHint{"not resolved", check_network},
    ErrorHint{"refused", check_network},      ErrorHint{"tls", check_network},
    ErrorHint{"connection", check_network}};

bool is_error(FailureGroup const &group) noexcept
{
    return group.kind != FailureKind::blocked && group.kind != FailureKind::skipped;
}

ReasonHint const *hint_of(std::string_view code) noexcept
{
    auto const *const found = std::ranges::find(reason_hints, code, &ReasonHint::code);
    return found == reason_hints.end() ? nullptr : found;
}

Bilingual const &error_hint(std::string_view error)
{
    std::string const lower = lower_ascii(error);
    auto const *const found = std::ranges::find_if(
        error_hints, [&](ErrorHint const &known) { return lower.find(known.part) != std::string::npos; });
    return found == error_hints.end() ? correct_cause : found->hint;
}

}  // namespace

std::string failure_reason(FailureGroup const &group, std::string_view language)
{
    if (is_error(group)) {
        return group.reason;
    }
    if (std::string_view const code = group.reason; code.starts_with(missing_prefix)) {
        return std::string(missing_words.in(language)).append(code.substr(missing_prefix.size()));
    }
    ReasonHint const *const known = hint_of(group.reason);
    return known == nullptr ? group.reason : std::string(known->words.in(language));
}

std::string failure_hint(FailureGroup const &group, std::string_view language)
{
    if (group.kind == FailureKind::attempt) {
        return std::string(repeated_anyway.in(language));
    }
    if (group.kind == FailureKind::message) {
        return std::string(error_hint(group.reason).in(language));
    }
    if (group.reason.starts_with(missing_prefix)) {
        return std::string(missing_hint.in(language));
    }
    ReasonHint const *const known = hint_of(group.reason);
    return std::string((known == nullptr ? read_activity : known->hint).in(language));
}

}  // namespace automation::core
