/* preset_texts_es.hpp — the presets' messages in Spanish.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> spanish{{
    {"Confirm a booking", "Confirmación: {booking_title|su reserva}",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nSu reserva está confirmada.\n\nReserva: {booking_title|su "
     "sesión}\nFecha: {booking_starts_at|la acordada}\nLugar: {booking_location|el acordado}\n\n¿Le ha surgido algo? "
     "Responda a este mensaje y buscaremos otra fecha.\n\n{signature|Un cordial saludo}"},
    {"Remind the day before", "Su reserva: {booking_starts_at}",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nLe recordamos su reserva: {booking_title|su sesión}, "
     "{booking_starts_at}.\nLugar: {booking_location|el acordado}\n\nSi no puede venir, avísenos, por favor: quizá "
     "otra persona se alegre de tener ese hueco.\n\n{signature|Un cordial saludo}"},
    {"Remind two hours before", "",
     "Hola, le esperamos: {booking_title|su reserva}, {booking_time}. {business_name|Hasta pronto}"},
    {"Offer another time after a cancellation", "¿Buscamos otra fecha?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nHemos cancelado la reserva tal como deseaba: {booking_title|su "
     "reserva}. ¿Le vendría mejor otro día? Responda con una o dos propuestas y nosotros nos ocupamos del "
     "resto.\n\n{signature|Un cordial saludo}"},
    {"Thank you after the session", "Gracias por su visita",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nGracias por su visita. Ha sido un placer recibirle.\n\nSi le "
     "surge alguna pregunta, basta con responder a este mensaje.\n\n{signature|Un cordial saludo}"},
    {"Ask for feedback", "¿Qué tal fue?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\n¿Qué le ha parecido: {booking_title|su sesión}? ¿Qué le gustó "
     "y qué podríamos mejorar? Cada respuesta la lee una persona.\n\n{signature|Muchas gracias}"},
    {"Suggest the next session", "¿Es hora de la próxima visita?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nHan pasado tres semanas desde su última visita "
     "({booking_title|su sesión}). Si desea volver, responda con un día que le convenga. ¿Ya tiene reserva? Entonces "
     "le esperamos con mucho gusto.\n\n{signature|Un cordial saludo}"},
    {"We missed you", "Sentimos que no pudiera venir",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nLe esperábamos ({booking_title|su reserva}) y confiamos en que "
     "todo vaya bien. Son cosas que pasan. Responda con una hora que le convenga y le haremos una nueva "
     "reserva.\n\n{signature|Un cordial saludo}"},
    {"Offer a new time after a missed session", "¿Una nueva fecha?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\n¿Todavía desea venir? Díganos uno o dos días que le convengan. "
     "Si sus planes han cambiado, bastan unas palabras y no volveremos a preguntar.\n\n{signature|Un cordial saludo}"},
    {"Welcome a new lead", "Le damos la bienvenida",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nGracias por ponerse en contacto con nosotros. Nos alegra que "
     "nos haya encontrado.\n\nCuéntenos en una o dos líneas qué busca y le responderemos con una "
     "propuesta.\n\n{signature|Un cordial saludo}"},
    {"How we can help", "¿En qué podemos ayudarle?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nEl primer paso suele ser el más difícil; aquí tiene uno "
     "sencillo: responda con la pregunta que más le importe en este momento. Una persona la leerá y le "
     "contestará.\n\n{signature|Un cordial saludo}"},
    {"Offer a first appointment", "¿Buscamos una fecha?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\n¿Le gustaría que nos viéramos o que habláramos un momento por "
     "teléfono? Responda con dos o tres horas que le convengan y le confirmaremos una de ellas.\n\n{signature|Un "
     "cordial saludo}"},
    {"Leave the door open", "Aquí estamos cuando nos necesite",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nNo queremos llenarle la bandeja de entrada, así que este es el "
     "último mensaje de este tipo. Si más adelante es buen momento, basta con responder: su mensaje nos llegará y nos "
     "alegrará tener noticias suyas.\n\n{signature|Un cordial saludo}"},
    {"Check in after two months", "¿Cómo le va?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nHa pasado algún tiempo y nos preguntábamos cómo le va. "
     "¿Podemos ayudarle en algo? Basta una respuesta breve.\n\n{signature|Un cordial saludo}"},
    {"Invite back after three more months", "Nos encantaría volver a verle",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nHace tiempo que no nos visita y nos encantaría recibirle de "
     "nuevo. Responda con un día que le convenga y le reservaremos un hueco.\n\n{signature|Un cordial saludo}"},
    {"Say goodbye for now", "¿Seguimos en contacto?",
     "Hola{?lead_salutation}, {lead_salutation}{/?}:\n\nHace bastante tiempo que no tenemos noticias suyas. Si desea "
     "que sigamos en contacto, responda con un sí. Si no, no tiene que hacer nada: le deseamos todo lo "
     "mejor.\n\n{signature|Un cordial saludo}"},
}};

}  // namespace automation::core::preset_texts
