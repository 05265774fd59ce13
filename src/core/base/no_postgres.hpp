/* no_postgres.hpp — refuses to compile where postgres.h was seen.
 *
 * core/ and net/ are plain C++: they are tested and fuzzed without a server, and PostgreSQL's macros never reach them.
 */
#pragma once

#ifdef POSTGRES_H
static_assert(false, "core/ and net/ headers come before postgres.h, which only src/pg may include");
#endif
