#include "core/inbound/inbound_kind.hpp"

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

std::string unescaped(std::string const &text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const escape = text[at] == '\\' && at + 1 < text.size();
        if (escape) ++at;
        out += escape && text[at] == 'n' ? '\n' : escape && text[at] == 't' ? '\t' : text[at];
    }
    return out;
}

struct Row {
    std::string expected, channel, language;
    NullableText subject, body, headers;
};

std::vector<Row> rows_of(std::string const &name)
{
    std::ifstream file(std::string(AUTOMATION_TEST_DATA "/") + name);
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream fields(line);
        auto const field = [&] {
            std::string text;
            std::getline(fields, text, '\t');
            return text;
        };
        auto const nullable = [&] {
            std::string const text = field();
            return text == "-" ? NullableText() : NullableText(unescaped(text));
        };
        rows.push_back({field(), field(), field(), nullable(), nullable(), nullable()});
    }
    return rows;
}

struct Score {
    std::size_t rows = 0, right = 0, answers_taken_for_stop = 0;
    std::map<std::string, std::pair<std::size_t, std::size_t>> parts;  ///< right and all, by class and by language
    std::string wrong;
};

Score score_of(std::string const &name, bool show)
{
    Score score;
    for (Row const &row : rows_of(name)) {
        auto const headers = row.headers ? inbound::read_headers(*row.headers) : inbound::MailHeaders();
        auto const kind = inbound_kind(row.channel, row.subject, row.body, headers);
        std::string const found = kind == InboundKind::message ? "answer" : std::string(flag_of(kind));
        ++score.rows;
        for (auto const &part : {row.expected, row.language}) {
            auto &[right, all] = score.parts[part];
            right += found == row.expected ? 1 : 0;
            ++all;
        }
        if (found == row.expected) {
            ++score.right;
            continue;
        }
        score.answers_taken_for_stop += row.expected == "answer" && found == "stop" ? 1 : 0;
        if (show) score.wrong += row.expected + " found " + found + ": " + row.body.value_or("") + "\n";
    }
    return score;
}

struct Bars {
    std::size_t rows;
    double right;  ///< share
    std::size_t answers_taken_for_stop;
};

void expect_bars(Score const &score, Bars const &bars)
{
    testing::Test::RecordProperty("right", static_cast<int>(score.right));
    EXPECT_GE(score.rows, bars.rows);
    EXPECT_GE(static_cast<double>(score.right), bars.right * static_cast<double>(score.rows))
        << score.right << " of " << score.rows << " right\n"
        << score.wrong;
    EXPECT_LE(score.answers_taken_for_stop, bars.answers_taken_for_stop) << score.wrong;
    for (auto const &[part, figures] : score.parts) {
        std::printf("%s: %zu of %zu\n", part.c_str(), figures.first, figures.second);
    }
    std::printf("%zu of %zu right, %zu answers taken for stop\n", score.right, score.rows,
                score.answers_taken_for_stop);
}

TEST(Replies, are_judged_as_a_careful_person_does)
{
    expect_bars(score_of("replies.tsv", true), {.rows = 6000, .right = 0.97, .answers_taken_for_stop = 0});
}

// The lines are not printed: the classifier is not built with them. At first sight it was 340 of 369 and one answer
// taken for a stop; 358 and none have been reached.
TEST(Replies, that_were_set_aside_are_judged_as_well)
{
    expect_bars(score_of("replies_set_aside.tsv", false), {.rows = 300, .right = 0.97, .answers_taken_for_stop = 0});
}

}  // namespace
}  // namespace automation::core
