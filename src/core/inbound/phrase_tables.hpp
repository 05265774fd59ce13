/* phrase_tables.hpp — the words and phrases that incoming messages are judged by, in the form of phrase_set.hpp.
 *
 * English, German, French, Spanish, Italian, Dutch, Polish and Portuguese in full; of other languages the usual ones.
 * Each set is built when it is first used.
 */
#pragma once
#include "core/inbound/phrase_set.hpp"

#include <span>
#include <string_view>

namespace automation::core::inbound {

/** What "@name" in a phrase stands for. */
[[nodiscard]] std::span<PhraseClass const> word_classes();

// Mails
/** "from", "gesendet": the fields that stand above a quoted mail. */
[[nodiscard]] std::span<std::string_view const> field_names();
/** "wrote", "schrieb": the verbs of attributions. */
[[nodiscard]] std::span<std::string_view const> wrote_words();
[[nodiscard]] PhraseSet const &client_notes();
[[nodiscard]] PhraseSet const &closing_phrases();
[[nodiscard]] PhraseSet const &legal_notices();

// Requests
/** Count only where they stand alone in a clause; "cancel" and the like only by SMS. */
[[nodiscard]] PhraseSet const &stop_words();
[[nodiscard]] PhraseSet const &sms_stop_words();
[[nodiscard]] PhraseSet const &start_words();
/** Ask for no more messages, wherever they stand. */
[[nodiscard]] std::span<std::string_view const> stop_requests_west();
[[nodiscard]] std::span<std::string_view const> stop_requests_south_and_east();
/** Their words stand side by side: one phrase for all. */
[[nodiscard]] std::span<std::string_view const> stop_requests_of_several_languages();
[[nodiscard]] PhraseSet const &stop_requests();
/** Speak of it without asking. */
[[nodiscard]] PhraseSet const &stop_mentions();
/** What people leave that is no list of mails: courses, cars. */
[[nodiscard]] PhraseSet const &other_matters();
/** Lists of guests, of those who wait, of an evening. */
[[nodiscard]] PhraseSet const &other_lists();
/** "so that", "as long as": what follows is what for, or how long. */
[[nodiscard]] PhraseSet const &purpose_phrases();
/** Complain that messages are missing. */
[[nodiscard]] PhraseSet const &missing_phrases();
/** Limits, conditions, other addresses, appointments, payments. */
[[nodiscard]] PhraseSet const &stop_doubts();
/** The same in a request or a question only: days, lessons. */
[[nodiscard]] PhraseSet const &stop_circumstances();
/** Relatives and colleagues, in a request or a question only. */
[[nodiscard]] PhraseSet const &other_people();
/** Reasons and threats that belong to a request. */
[[nodiscard]] PhraseSet const &stop_reasons();
/** Those that tell what has happened: moved, sold, died; and those of the law. */
[[nodiscard]] std::span<std::string_view const> past_stop_circumstances();
/** How a question begins that is a request: "could you". */
[[nodiscard]] PhraseSet const &polite_openings();
/** "If" of politeness: "I would be grateful if you". */
[[nodiscard]] PhraseSet const &polite_conditions();
/** Questions that are none of politeness: "how", "must I". */
[[nodiscard]] PhraseSet const &unsure_questions();
/** An order to stop that names nothing consists of these: "hör auf", "stop it already". */
[[nodiscard]] std::span<std::string_view const> bare_stop_words();
/** Beside such an order they make it an exclamation: "too kind". */
[[nodiscard]] PhraseSet const &delight_phrases();
/** What the writer was reminded of is done. */
[[nodiscard]] PhraseSet const &done_phrases();
/** "but": what follows is another matter. */
[[nodiscard]] PhraseSet const &conjunctions();

// Machines
/** How a machine says that its messages can be stopped. */
[[nodiscard]] PhraseSet const &opt_out_notes();
/** No person writes these; the notices of offices, numbers and robots are a part of them. */
[[nodiscard]] std::span<std::string_view const> machine_notices();
[[nodiscard]] PhraseSet const &machine_phrases();
/** "How may we help you?": asks, and is no person's question. */
[[nodiscard]] PhraseSet const &offers_of_help();
/** Of absence notes; people write them, too. */
[[nodiscard]] PhraseSet const &absence_phrases();
/** A person who is absent writes these. */
[[nodiscard]] PhraseSet const &person_phrases();
/** Receipts of businesses: thanks for writing, and when they answer. Both are needed. */
[[nodiscard]] PhraseSet const &thanks_phrases();
[[nodiscard]] PhraseSet const &business_phrases();
/** How a machine's subject begins, as folded(): whatever follows; and those that people write, too. */
[[nodiscard]] std::span<std::string_view const> machine_subjects();
[[nodiscard]] std::span<std::string_view const> absence_subjects();

}  // namespace automation::core::inbound
