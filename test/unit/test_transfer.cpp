#include "core/automations/automation_document.hpp"

#include "core/automations/automation_json.hpp"
#include "core/json/json_node.hpp"
#include "core/base/suggest.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::refusal;

UserError refused(std::string_view json)
{
    return refusal([&] { (void)read_transfer(json); });
}

std::string document(std::string const &automations)
{
    return R"({"format":1,"automations":)" + automations + "}";
}

// A key that automation_create() learns must travel too.
TEST(Transfer, carries_every_key_of_a_config)
{
    auto const error = refusal([] { (void)parse_config({}, R"({"no_such_key_at_all":1})"); });
    EXPECT_TRUE(error.hint().ends_with("Keys are: " + join(transferred_keys()) + ".")) << error.hint();
}

TEST(Transfer, completes_a_rule_with_defaults)
{
    auto const transfer = read_transfer(document(R"([{"name":"a","type":"lead_followup","trigger":"new_lead"}])"));
    ASSERT_EQ(transfer.rules.size(), 1U);
    EXPECT_EQ(transfer.on_conflict, OnConflict::update);
    EXPECT_EQ(transfer.rules[0].name, "a");
    auto const config = json::parse_exact(transfer.rules[0].config);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->children.size(), transferred_keys().size());
    EXPECT_EQ(config->member("max_runs")->kind, json::Kind::null);
    EXPECT_EQ(config->member("enabled")->text, "true");
    EXPECT_EQ(parse_config({}, transfer.rules[0].config).keys.size(), transferred_keys().size());
}

TEST(Transfer, keeps_what_is_there_as_it_is)
{
    auto const transfer = read_transfer(document(
        R"([{"name":"Grüße \"x\"","type":"crm_update","trigger":"new_lead","enabled":false,"max_runs":2,
             "actions":{"set":{"attributes.price":19.90,"attributes.id":12345678901234567890}}}])"));
    auto const config = json::parse_exact(transfer.rules.at(0).config);
    EXPECT_EQ(config->member("enabled")->text, "false");
    EXPECT_EQ(transfer.rules[0].name, "Grüße \"x\"");
    EXPECT_TRUE(contains(transfer.rules[0].config, "19.90"));
    EXPECT_TRUE(contains(transfer.rules[0].config, "12345678901234567890"));
}

TEST(Transfer, knows_what_to_do_with_names_that_exist)
{
    EXPECT_EQ(read_transfer(R"({"format":1,"on_conflict":"skip","automations":[]})").on_conflict, OnConflict::skip);
    EXPECT_EQ(read_transfer(R"({"format":1.0,"on_conflict":"error","automations":[]})").on_conflict, OnConflict::error);
    auto const error = refused(R"({"format":1,"on_conflict":"updat","automations":[]})");
    EXPECT_STREQ(error.what(), "\"on_conflict\" cannot be \"updat\"");
    EXPECT_EQ(error.hint(), "Did you mean \"update\"? Write one of: update, skip, error.");
}

TEST(Transfer, says_what_is_wrong_with_a_document)
{
    EXPECT_STREQ(refused("[]").what(), "the document must be an object, not a list");
    EXPECT_STREQ(refused("{").what(), "the document cannot be read");
    EXPECT_STREQ(refused(R"({"automations":[]})").what(), "the document has no format");
    EXPECT_STREQ(refused(R"({"format":2,"automations":[]})").what(), "unknown format 2");
    EXPECT_STREQ(refused(R"({"format":1})").what(), "the document has no automations");
    EXPECT_STREQ(refused(document("{}")).what(), "\"automations\" cannot be {}");
    EXPECT_STREQ(refused(document("[7]")).what(), "automation 1 of the document is a number");
    auto const error = refused(R"({"format":1,"automation":[]})");
    EXPECT_STREQ(error.what(), "unknown key \"automation\"");
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"automations\"?"));
}

TEST(Transfer, names_the_automation_that_is_wrong)
{
    auto const error = refused(document(R"([{"name":"good","type":"lead_followup","trigger":"new_lead"},
        {"name":"bad","type":"lead_followup","trigger":"session_completed"}])"));
    EXPECT_STREQ(error.what(), "automation \"bad\": type \"lead_followup\" cannot have trigger \"session_completed\"");
    EXPECT_TRUE(contains(error.hint(), "A lead_followup may have"));
    EXPECT_STREQ(refused(document(R"([{"type":"lead_followup"}])")).what(),
                 "automation 1 of the document: the automation has no name");
    EXPECT_EQ(refused(document(R"([{"name":"n","type":"lead_followup","trigger":"new_lead","max_runs":0}])")).mistake(),
              ErrorCode::check_violation);
}

}  // namespace
}  // namespace automation::core
