#include "net/mail_client.hpp"

namespace automation::net {

MailClient::MailClient(long connections_per_host)
{
    constexpr long idle_connections = 64;
    curl_multi_setopt(loop().handle(), CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host);
    curl_multi_setopt(loop().handle(), CURLMOPT_MAXCONNECTS, idle_connections);
}

/** libcurl looks for an idle connection by host, port and user: one without encryption would do for STARTTLS, too. */
void MailClient::starting(MailTransfer &transfer)
{
    auto const &server = transfer.server();
    std::string name = server.host + ":" + std::to_string(server.port);
    if (server.security == MailServer::Security::none)
        plain_.insert(std::move(name));
    else if (plain_.contains(name))
        transfer.use_new_connection();
}

}  // namespace automation::net
