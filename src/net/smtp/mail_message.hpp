/* mail_message.hpp — a mail to hand to an SMTP server, and what the server said.
 *
 * Plain values. The message is whole: headers, encoded bodies, CRLF at the end of every line.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <chrono>
#include <string>

namespace automation::net {

struct MailServer {
    std::string host;
    int port = 587;
    enum class Security { starttls, tls, none } security = Security::starttls;
    std::string ehlo;  ///< the name we greet with; empty: this machine's
    std::string user, password;
    std::string ca_file;  ///< certificates to trust; empty: the system's
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds timeout{60'000};  ///< for the whole exchange, waiting for a connection included
    bool public_only = false;                   ///< refuses loopback, private and other reserved addresses
    int max_connections = 4;                    ///< of this user's to this server, at once
};

struct MailRequest {
    MailServer server;
    std::string sender;     ///< of the envelope, without angle brackets; a line break, NUL, space, < or > fails it
    std::string recipient;  ///< one; the same
    std::string data;
};

struct MailResponse {
    /** What the last command was about. */
    enum class Stage { connecting, ehlo, sender, recipient, text };

    int curl_code = 0;       ///< CURLcode
    int reply = 0;           ///< the last reply of the server that counts: 250, 451, 550; 354: it waits for the text
    std::string reply_text;  ///< its text without the code, one line, cut at 500 bytes
    Stage stage = Stage::connecting;
    bool data_sent = false;  ///< all of it was handed to the line: the server may have the whole message
    std::string error;       ///< libcurl's words when curl_code is not 0
    std::chrono::milliseconds took{0};
};

}  // namespace automation::net
