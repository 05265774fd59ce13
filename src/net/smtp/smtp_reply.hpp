/* smtp_reply.hpp — the replies of an SMTP server, put together from their lines.
 *
 * A reply may have several lines, all with its code; it ends with the one that has a blank (or nothing) behind the
 * code.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::net {

class SmtpReply {
 public:
    /** Takes a line, with or without its end. One without a code ends the reply: code() is 0 then. */
    void add(std::string_view line);

    /** Of the last reply that began; 0: none, or no reply at all. */
    [[nodiscard]] int code() const noexcept { return code_; }
    /** False while lines of the present reply are to come. */
    [[nodiscard]] bool complete() const noexcept { return complete_; }
    /** Without the code, all lines in one, no control characters, cut at 500 bytes. */
    [[nodiscard]] std::string const &text() const noexcept { return text_; }

 private:
    int code_ = 0;
    bool complete_ = true;
    std::string text_;
};

}  // namespace automation::net
