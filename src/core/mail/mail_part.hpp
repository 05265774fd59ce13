/* mail_part.hpp — parts of a mail, as GMime has parsed it. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <gmime/gmime.h>

namespace automation::core::mail {

struct Unref {
    void operator()(void *object) const noexcept { g_object_unref(object); }
};
struct Free {
    void operator()(char *text) const noexcept { g_free(text); }
};
template <class Object>
using Owned = std::unique_ptr<Object, Unref>;
using OwnedText = std::unique_ptr<char, Free>;

/** Empty for null. */
[[nodiscard]] inline std::string text_or_empty(char const *text)
{
    return text == nullptr ? std::string() : std::string(text);
}

/** Of `most` bytes at most; nested deeper than `deepest`, it has no text. */
inline constexpr int deepest = 20;

/** "text/plain", in lower case. */
[[nodiscard]] std::string type_of(GMimeObject *part);
/** A parameter of Content-Type, in lower case: "report-type". */
[[nodiscard]] std::string parameter_of(GMimeObject *part, char const *name);

/** The content of a part, decoded, as UTF-8. */
[[nodiscard]] std::string content_of(GMimePart *part);

struct PartText {
    std::string text;
    bool html = false;
};
/** What a person reads of a part: of alternatives the plain one, of several the first that is no attachment. */
[[nodiscard]] PartText readable_text(GMimeObject *part, int depth = 0);

}  // namespace automation::core::mail
