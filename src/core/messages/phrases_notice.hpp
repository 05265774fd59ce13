/* phrases_notice.hpp — the labels of a built-in notice to somebody of the business. */
#pragma once
#include "core/crm/text_language.hpp"

namespace automation::core::phrases {

inline constexpr Wording name{.de = "Name: ",
                              .en = "Name: ",
                              .es = "Nombre: ",
                              .fr = "Nom : ",
                              .it = "Nome: ",
                              .nl = "Naam: ",
                              .pl = "Imię i nazwisko: ",
                              .pt = "Nome: "};
inline constexpr Wording email{.de = "E-Mail: ",
                               .en = "Email: ",
                               .es = "Correo electrónico: ",
                               .fr = "E-mail : ",
                               .it = "E-mail: ",
                               .nl = "E-mail: ",
                               .pl = "E-mail: ",
                               .pt = "E-mail: "};
inline constexpr Wording phone{.de = "Telefon: ",
                               .en = "Phone: ",
                               .es = "Teléfono: ",
                               .fr = "Téléphone : ",
                               .it = "Telefono: ",
                               .nl = "Telefoon: ",
                               .pl = "Telefon: ",
                               .pt = "Telefone: "};
inline constexpr Wording status{.de = "Status: ",
                                .en = "Status: ",
                                .es = "Estado: ",
                                .fr = "Statut : ",
                                .it = "Stato: ",
                                .nl = "Status: ",
                                .pl = "Status: ",
                                .pt = "Estado: "};
inline constexpr Wording source{.de = "Quelle: ",
                                .en = "Source: ",
                                .es = "Origen: ",
                                .fr = "Source : ",
                                .it = "Origine: ",
                                .nl = "Bron: ",
                                .pl = "Źródło: ",
                                .pt = "Origem: "};

}  // namespace automation::core::phrases
