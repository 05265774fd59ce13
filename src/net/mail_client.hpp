/* mail_client.hpp — many mails on their way to SMTP servers at once, none of which is ever waited for in here.
 *
 * Used as HttpClient is. Connections are used again for the same server and user. What waits for one of a server's
 * connections waits within its own time limit: whoever submits keeps to a number that fits.
 */
#pragma once
#include "net/exchanges.hpp"
#include "net/mail_transfer.hpp"

#include <set>
#include <string>

namespace automation::net {

class MailClient final : public Exchanges<MailTransfer> {
 public:
    /** Calls start_curl(). Throws std::runtime_error or std::system_error. */
    explicit MailClient(long connections_per_host = 32);

 private:
    void starting(MailTransfer &transfer) override;

    std::set<std::string> plain_;  // servers ("host:port") that we have talked to without encryption
};

}  // namespace automation::net
