#include "core/crm/opt_out_list.hpp"

#include "core/crm/contact_address.hpp"
#include "core/messages/provider_message_id.hpp"
#include "channels/common/delivery_report.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using Channels = std::vector<std::string>;

TEST(Consent, refuses_what_is_named_in_whatever_case_and_all_refuses_everything)
{
    EXPECT_FALSE(refuses({}, "email"));
    EXPECT_TRUE(refuses({"email"}, "email"));
    EXPECT_TRUE(refuses({"sms", " Email "}, "email"));
    EXPECT_FALSE(refuses({"sms"}, "email"));
    EXPECT_TRUE(refuses({"All"}, "email"));
    EXPECT_TRUE(refuses_all({"sms", "ALL"}));
    EXPECT_FALSE(refuses_all({"sms"}));
}

TEST(Consent, tells_what_is_refused_now)
{
    EXPECT_EQ(new_opt_outs({}, {"email", "sms"}), (Channels{"email", "sms"}));
    EXPECT_EQ(new_opt_outs({"email"}, {"Email", "SMS", "sms"}), Channels{"sms"});
    EXPECT_EQ(new_opt_outs({"email"}, {}), Channels{});
    EXPECT_EQ(new_opt_outs({}, {"", " "}), Channels{});
    EXPECT_EQ(new_opt_outs({"all"}, {"all", "sms"}), Channels{});
    EXPECT_EQ(new_opt_outs({"sms"}, {"sms", "all"}), Channels{"all"});
}

struct ModelCompletion {
    char const *channel;
    char const *written;
    char const *read;  ///< null: nobody's
};

constexpr ModelCompletion addresses[] = {
    {"email", "ann@example.com", "ann@example.com"},
    {"email", "ANN@Example.COM", "ann@example.com"},
    {"email", "Ann Lee <Ann@Example.com>", "ann@example.com"},
    {"email", "\"Lee, <Ann>\" <ann@example.com>", "ann@example.com"},
    {"email", "Ann@example.com <ann@example.com>", "ann@example.com"},
    {"email", "\"ann@home\" <ann@example.com>", "ann@example.com"},
    {"email", " mailto:ann@example.com ", "ann@example.com"},
    {"email", "MailTo:SMS: mailto:ann@example.com", "ann@example.com"},
    {"email", "Jürgen@example.com", "jürgen@example.com"},
    {"email", "ann", nullptr},
    {"email", "@example.com", nullptr},
    {"email", "ann@", nullptr},
    {"email", "a b@example.com", nullptr},
    {"sms", "+491701234567", "+491701234567"},
    {"sms", "+49 (0)170 123-45.67", "+491701234567"},
    {"sms", "0049 170 1234567", "+491701234567"},
    {"sms", "491701234567", "+491701234567"},
    {"sms", "tel:+1-415-555-1234", "+14155551234"},
    {"whatsapp", "whatsapp:+14155551234", "+14155551234"},
    {"whatsapp", "14155551234", "+14155551234"},
    {"sms", "12345", nullptr},
    {"sms", "AMAZON", nullptr},
    {"sms", "+0170123456", nullptr},
    {"sms", "1+4155551234", nullptr},
    {"sms", "", nullptr},
    {"webhook", "17", "17"},
    {"webhook", "x17", nullptr},
    {"webhook", "99999999999999999999", nullptr},
    {"fax", "+49 30 1234567", "+49301234567"},
    {"pager", "ann@example.com", "ann@example.com"},
    {"email", "ann@example.com <Ann@Example.com>", "ann@example.com"},
    {"email", "Ann <mailto:ann@example.com?subject=Hi>", "ann@example.com"},
    {"email", "mailto:ann%40example.com", "ann@example.com"},
    {"email", "ann@example.com (Ann Lee)", "ann@example.com"},
    {"email", "Ann <ann@example.com>;", "ann@example.com"},
    {"email", "ann@example.com.", "ann@example.com"},
    {"email", "\u200bann@example.com\u00a0", "ann@example.com"},
    {"email", "ann@B\u00fccher.example", "ann@xn--bcher-kva.example"},
    {"email", "Ann <ann@example.com>, Bea <bea@example.com>", nullptr},
    {"email", "ann@example.com, bea@example.com", nullptr},
    {"email", "Ann <ann@example.com> bea@example.com", nullptr},
    {"email", "bea@example.com\r\n <ann@example.com>", nullptr},
    {"email", "bea@example.com \"\" <ann@example.com>", nullptr},
    {"email", "Bea\r\n<ann@example.com>", nullptr},
    {"sms", "tel:+49-170-1234567;ext=5", "+491701234567"},
    {"sms", "sms:+491701234567?body=STOP", "+491701234567"},
    {"sms", "smsto://+491701234567", "+491701234567"},
    {"sms", "Ann <+49 170 1234567>", "+491701234567"},
    {"sms", "\u202a+49\u00a0170\u20111234567\u202c", "+491701234567"},
    {"sms", "\uff0b\uff14\uff19 170 1234567", "+491701234567"},
};

TEST(ContactAddress, is_read_as_gateways_write_it)
{
    for (ModelCompletion const &row : addresses) {
        auto const address = read_address(row.channel, row.written, "");
        EXPECT_EQ(address ? address->value : "(nobody)", row.read == nullptr ? "(nobody)" : row.read)
            << row.channel << " " << row.written;
    }
}

TEST(ContactAddress, is_compared_in_one_form)
{
    EXPECT_EQ(comparable_address("email", "Ann@Example.com", ""), "ann@example.com");
    EXPECT_EQ(comparable_address("sms", "+49 170 1234567", ""), "+491701234567");
    EXPECT_EQ(comparable_address("sms", " AMAZON ", ""), "AMAZON");
    EXPECT_EQ(comparable_address("sms", "0170 / 123-45 67", ""), "01701234567");
    EXPECT_EQ(comparable_address("all", "Ann <Ann@Example.com>", ""), "ann@example.com");
    EXPECT_EQ(comparable_address("email", hashed_address("", "ann@example.com", "key"), ""),
              hashed_address("", "ann@example.com", "key"));
}

TEST(ContactAddress, of_more_than_a_thousand_bytes_is_none)
{
    std::string const padding(1000, ' ');
    for (char const *const channel : {"email", "sms", "webhook", "pigeon"}) {
        for (std::string const &address :
             {padding + "ann@example.com", padding + "+4930123456", padding + "17", "(" + padding + ") ann@example.com",
              "Ann" + padding + "<ann@example.com>"}) {
            EXPECT_FALSE(read_address(channel, address, "")) << channel;
            EXPECT_EQ(comparable_address(channel, address, ""), address);
            EXPECT_EQ(sendable_address(channel, address, ""), address);
        }
    }
    EXPECT_TRUE(read_address("email", std::string(985, ' ') + "ann@example.com", ""));
}

TEST(ProviderMessageId, that_is_too_long_for_an_index_is_stored_as_its_hash)
{
    std::string const longest(995, 'x');
    EXPECT_EQ(stored_message_id("email", longest), longest);
    std::string const hash = stored_message_id("email", longest + "y");
    EXPECT_LT(hash.size(), 60U);
    EXPECT_EQ(hash, stored_message_id("email", longest + "y"));
    EXPECT_NE(hash, stored_message_id("email", longest + "z"));
    EXPECT_EQ(hash, stored_message_id("email", hash));
}

TEST(ContactAddress, is_sent_to_without_name_and_scheme)
{
    EXPECT_EQ(sendable_address("email", "Ann Lee <Ann@Example.com>", ""), "Ann@Example.com");
    EXPECT_EQ(sendable_address("email", "mailto:ann@example.com", ""), "ann@example.com");
    EXPECT_EQ(sendable_address("email", "ann@example.com, bea@example.com", ""), "ann@example.com, bea@example.com");
    EXPECT_EQ(sendable_address("sms", "tel:+49-170-1234567", ""), "+491701234567");
    EXPECT_EQ(sendable_address("whatsapp", "whatsapp:+491701234567", ""), "+491701234567");
    EXPECT_EQ(sendable_address("sms", "0170 1234567", ""), "0170 1234567");
    EXPECT_EQ(sendable_address("webhook", " order 17 ", ""), "order 17");
}

TEST(ContactAddress, has_another_hash_in_another_tenant)
{
    auto const hash = hashed_address("a", "ann@example.com", "key");
    EXPECT_TRUE(hash.starts_with(hashed_prefix));
    EXPECT_EQ(hash.size(), hashed_prefix.size() + 22);
    EXPECT_EQ(hash, hashed_address("a", "ann@example.com", "key"));
    EXPECT_NE(hash, hashed_address("b", "ann@example.com", "key"));
    EXPECT_NE(hash, hashed_address("a", "bea@example.com", "key"));
    EXPECT_NE(hash, hashed_address("a", "ann@example.com", "another"));
    EXPECT_NE(hashed_address("a1", "x", "key"), hashed_address("a", "1x", "key"));
}

TEST(DeliveryReport, reads_the_words_of_providers)
{
    EXPECT_EQ(channels::read_delivery_report("delivered", std::nullopt), channels::ReceiptStatus::delivered);
    EXPECT_EQ(channels::read_delivery_report("READ", std::nullopt), channels::ReceiptStatus::delivered);
    EXPECT_EQ(channels::read_delivery_report("sent", std::nullopt), channels::ReceiptStatus::under_way);
    EXPECT_EQ(channels::read_delivery_report("soft-bounce", std::nullopt), channels::ReceiptStatus::soft_bounce);
    EXPECT_EQ(channels::read_delivery_report("failed", "452 4.2.2 mailbox full"),
              channels::ReceiptStatus::soft_failure);
    EXPECT_EQ(channels::read_delivery_report("failed", "550 5.2.2 over quota"), channels::ReceiptStatus::soft_failure);
    EXPECT_EQ(channels::read_delivery_report("failed", "554 5.7.1 refused by 10.4.2.2"),
              channels::ReceiptStatus::failed);
    EXPECT_EQ(channels::read_delivery_report("undelivered", std::nullopt), channels::ReceiptStatus::failed);
    EXPECT_EQ(channels::read_delivery_report("Hard Bounce", std::nullopt), channels::ReceiptStatus::bad_address);
    EXPECT_EQ(channels::read_delivery_report(" opted_out ", std::nullopt), channels::ReceiptStatus::opted_out);
    EXPECT_EQ(channels::read_delivery_report("complaint", std::nullopt), channels::ReceiptStatus::opted_out);
}

TEST(DeliveryReport, tells_an_address_that_is_gone_by_its_code)
{
    EXPECT_EQ(channels::read_delivery_report("failed", "30005"), channels::ReceiptStatus::bad_address);
    EXPECT_EQ(channels::read_delivery_report("failed", "30003 unreachable"), channels::ReceiptStatus::failed);
    EXPECT_EQ(channels::read_delivery_report("failed", "550 5.1.1 no such user"), channels::ReceiptStatus::bad_address);
    EXPECT_EQ(channels::read_delivery_report("failed", "550-5.7.1 policy"), channels::ReceiptStatus::failed);
    EXPECT_EQ(channels::read_delivery_report("failed", "ErrorCode: 21610"), channels::ReceiptStatus::turned_away);
    EXPECT_EQ(channels::read_delivery_report("delivered", "30005"), channels::ReceiptStatus::delivered);
    EXPECT_EQ(channels::read_delivery_report("failed", "a b c"), channels::ReceiptStatus::failed);
}

TEST(DeliveryReport, asks_what_an_unknown_word_means)
{
    UserError const error = test::refusal([] { (void)channels::read_delivery_report("deliverd", std::nullopt); });
    EXPECT_STREQ(error.what(), "unknown delivery status \"deliverd\"");
    EXPECT_NE(error.hint().find("Did you mean \"delivered\"?"), std::string::npos);
}

}  // namespace
}  // namespace automation::core
