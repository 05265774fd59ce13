/* machine_text.hpp — whether a text was written by a machine, where no header says so. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core::inbound {

/** A subject alone counts where it is a machine's and does not go on or ask: "Undeliverable?" is a person's,
 *  and so is "Holiday" above a question. */
[[nodiscard]] bool is_machine_subject(std::string_view subject, std::string_view text);

/** What is known of a text besides its words. */
struct MachineHints {
    bool absent = true;       ///< absence notes count
    bool suppresses = false;  ///< a header asks for no automatic reply: half of a receipt suffices
};

/** An absence note, a receipt, a delivery report. A person who is absent asks, suggests or says how to call; they are
 *  not taken for a machine. */
[[nodiscard]] bool is_machine_text(std::string_view subject, std::string_view text, MachineHints hints = {});

}  // namespace automation::core::inbound
