/* smtp.cpp — e-mail by an SMTP server; mails and replies are those of channels/smtp/. */
#include "channels/providers.hpp"
#include "channels/redaction.hpp"
#include "core/base/base64.hpp"
#include "core/base/error.hpp"
#include "core/crm/mail_address.hpp"
#include "channels/smtp/mime.hpp"
#include "channels/smtp/smtp_mail.hpp"
#include "channels/smtp/smtp_outcome.hpp"
#include "channels/smtp/smtp_settings.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace automation::channels {

namespace {

net::MailServer server_of(SmtpSettings const &settings, std::string password)
{
    using Security = net::MailServer::Security;
    static constexpr std::array<Security, 3> securities{Security::starttls, Security::tls, Security::none};
    auto const &from = settings.from.address;
    return {.host = settings.host,
            .port = settings.port,
            .security = securities.at(static_cast<std::size_t>(settings.security)),
            .ehlo = settings.ehlo.empty() ? from.substr(from.rfind('@') + 1) : settings.ehlo,
            .user = settings.user,
            .password = std::move(password),
            .ca_file = settings.ca_file,
            .connect_timeout = settings.connect_timeout,
            .timeout = settings.timeout,
            .public_only = settings.public_only,
            .max_connections = settings.policy.max_connections};
}

class Smtp final : public Provider {
 public:
    Smtp(SmtpSettings settings, std::string const &password)
        : settings_(std::move(settings)),
          server_(server_of(settings_, password)),
          secrets_(password.empty() ? std::vector<std::string>()
                                    : std::vector{password, core::base64(password),  // as it travels by LOGIN
                                                  core::base64('\0' + settings_.user + '\0' + password)})  // and PLAIN
    {}

    [[nodiscard]] OutgoingRequest build_request(Delivery const &delivery, core::Instant) const override
    {
        auto to = core::mail_address(core::trim(delivery.recipient));
        if (!to.usable()) {
            return SendOutcome{
                .kind = SendOutcome::Kind::refused, .code = "address", .detail = "the address " + to.problem};
        }
        return net::MailRequest{.server = server_,
                                .sender = settings_.from.address,
                                .recipient = to.wire,
                                .data = write_mail(smtp_mail(settings_, delivery, to.wire))};
    }

    using Provider::classify;
    [[nodiscard]] SendOutcome classify(net::MailResponse const &response) const override
    {
        using Stage = SmtpAnswer::Stage;
        static constexpr std::array<Stage, 5> stages{Stage::connecting, Stage::ehlo, Stage::sender, Stage::recipient,
                                                     Stage::text};
        return without_secrets(smtp_outcome({.curl_code = response.curl_code,
                                             .reply = response.reply,
                                             .reply_text = response.reply_text,
                                             .stage = stages.at(static_cast<std::size_t>(response.stage)),
                                             .data_sent = response.data_sent}),
                               secrets_);
    }

    [[nodiscard]] core::SendPolicy policy() const noexcept override { return settings_.policy; }

 private:
    SmtpSettings settings_;
    net::MailServer server_;
    std::vector<std::string> secrets_;
};

}  // namespace

std::unique_ptr<Provider> make_smtp(std::string const &settings_json, ResolveSecret const &resolve)
{
    auto settings = read_smtp_settings(settings_json);
    std::string password;
    if (settings.password) {
        password = resolve(*settings.password);
        bool const fits = !password.empty() && std::ranges::none_of(password, [](char c) {
            return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
        });
        if (!fits) {
            throw core::UserError(core::ErrorCode::wrong_state, "the secret behind \"password\" cannot be sent",
                                  "It is empty, or contains a line break or another control character.",
                                  "Write it on one line.");
        }
    }
    return std::make_unique<Smtp>(std::move(settings), password);
}

}  // namespace automation::channels
