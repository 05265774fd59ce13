/* preset_texts_pt.hpp — the presets' messages in Portuguese.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> portuguese{{
    {"Confirm a booking", "Confirmação: {booking_title|a sua reserva}",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nA sua reserva está confirmada.\n\nReserva: {booking_title|a sua "
     "sessão}\nData: {booking_starts_at|conforme combinado}\nLocal: {booking_location|conforme combinado}\n\nSurgiu "
     "algum imprevisto? Responda a esta mensagem e encontraremos outra data.\n\n{signature|Atenciosamente}"},
    {"Remind the day before", "A sua reserva: {booking_starts_at}",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nLembramos a sua reserva: {booking_title|a sua sessão}, "
     "{booking_starts_at}.\nLocal: {booking_location|conforme combinado}\n\nSe não puder vir, avise-nos, por favor: "
     "talvez outra pessoa fique feliz com o lugar.\n\n{signature|Atenciosamente}"},
    {"Remind two hours before", "",
     "Lembrete: {booking_title|a sua reserva}, {booking_time}. {business_name|Até breve}"},
    {"Offer another time after a cancellation", "Encontramos outra data?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nA reserva foi cancelada, tal como pediu: {booking_title|a sua "
     "reserva}. Outro dia seria melhor? Responda com uma ou duas propostas e trataremos do "
     "resto.\n\n{signature|Atenciosamente}"},
    {"Thank you after the session", "Agradecemos a sua visita",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nAgradecemos a sua visita. Foi um prazer.\n\nSe surgir alguma "
     "dúvida, basta responder a esta mensagem.\n\n{signature|Atenciosamente}"},
    {"Ask for feedback", "Como foi?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nComo foi a sua visita ({booking_title|a sua sessão})? De que "
     "gostou e o que podemos melhorar? Cada resposta é lida por uma pessoa.\n\n{signature|Agradecemos}"},
    {"Suggest the next session", "Está na hora de voltar?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nPassaram três semanas desde a sua última visita "
     "({booking_title|a sua sessão}). Se quiser voltar, responda com um dia que lhe convenha. Já tem reserva? Então, "
     "até breve.\n\n{signature|Atenciosamente}"},
    {"We missed you", "Sentimos a sua falta",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nEsperávamos a sua visita ({booking_title|a sua reserva}) e "
     "desejamos que esteja tudo bem. São coisas que acontecem. Responda com um horário que lhe convenha e faremos uma "
     "nova reserva.\n\n{signature|Atenciosamente}"},
    {"Offer a new time after a missed session", "Uma nova data?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nAinda gostaria de vir? Indique um ou dois dias que lhe "
     "convenham. Se os seus planos mudaram, basta uma palavra, e não voltaremos a "
     "perguntar.\n\n{signature|Atenciosamente}"},
    {"Welcome a new lead", "Damos-lhe as boas-vindas",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nAgradecemos a sua mensagem. É um prazer saber que nos "
     "encontrou.\n\nDiga-nos em uma ou duas linhas o que procura, e responderemos com uma "
     "ideia.\n\n{signature|Atenciosamente}"},
    {"How we can help", "Como podemos ajudar?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nO primeiro passo é muitas vezes o mais difícil; aqui está um "
     "fácil: responda com a pergunta que mais importa neste momento. Uma pessoa a lerá e "
     "responderá.\n\n{signature|Atenciosamente}"},
    {"Offer a first appointment", "Encontramos um horário?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nGostaria de um encontro ou de uma breve conversa por telefone? "
     "Responda com dois ou três horários que lhe convenham, e confirmaremos um deles.\n\n{signature|Atenciosamente}"},
    {"Leave the door open", "Estamos aqui quando precisar",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nNão queremos encher a sua caixa de entrada, por isso esta é a "
     "última mensagem deste tipo. Se mais tarde for um bom momento, basta responder: a mensagem chega até nós, e "
     "teremos prazer em ler.\n\n{signature|Atenciosamente}"},
    {"Check in after two months", "Como está?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nJá passou algum tempo, e gostaríamos de saber como está. "
     "Podemos ajudar em alguma coisa? Basta uma resposta breve.\n\n{signature|Atenciosamente}"},
    {"Invite back after three more months", "Gostaríamos de voltar a contar com a sua visita",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nHá algum tempo que não nos visita, e teríamos prazer em contar "
     "novamente com a sua presença. Responda com um dia que lhe convenha, e encontraremos um "
     "lugar.\n\n{signature|Atenciosamente}"},
    {"Say goodbye for now", "Mantemos a ligação?",
     "Olá{?lead_salutation}, {lead_salutation}{/?},\n\nHá bastante tempo que não temos notícias suas. Se quiser "
     "continuar a receber as nossas mensagens, responda com um sim. Se não, não precisa de fazer nada: desejamos tudo "
     "de bom.\n\n{signature|Atenciosamente}"},
}};

}  // namespace automation::core::preset_texts
