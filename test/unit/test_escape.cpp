#include "core/base/escape.hpp"

#include <string>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

std::string escaped(std::string_view value, Part part)
{
    std::string out = "-";
    append_escaped(out, value, part);
    return out.substr(1);
}

TEST(Escape, keeps_a_value_text_in_html)
{
    EXPECT_EQ(escaped("<a href='x' title=\"y\">&amp;</a>\né", Part::html),
              "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;&lt;/a&gt;<br>\né");
}

TEST(Escape, keeps_a_header_on_one_line)
{
    EXPECT_EQ(escaped("Ann\r\nBcc: eve@example.com\r\n\r\nHi\v\f\xC2\x85\xE2\x80\xA8 \x01\x1B\x7F", Part::header),
              "Ann Bcc: eve@example.com  Hi     ");
}

TEST(Escape, leaves_plain_text_alone)
{
    EXPECT_EQ(escaped("<b> & \"x\"\n", Part::text), "<b> & \"x\"\n");
}

TEST(Escape, encodes_all_but_the_unreserved_for_a_url)
{
    EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encoded("a b&c=d/e?f#g%+ü\n'\""), "a%20b%26c%3Dd%2Fe%3Ff%23g%25%2B%C3%BC%0A%27%22");
}

}  // namespace
}  // namespace automation::core
