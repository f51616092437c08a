#include <curl/curl.h>
#include <fmt/core.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(fmt::format("cannot read {}", path));
  return {std::istreambuf_iterator<char>(file), {}};
}

int print(void*, int count, char** values, char** names) {
  for (int i = 0; i < count; i++) fmt::print("{}: {}\n", names[i], values[i]);
  return 0;
}

bool speaks_https() {
  const auto* info = curl_version_info(CURLVERSION_NOW);
  return (info->features & CURL_VERSION_SSL) != 0;
}

}  // namespace

int main(int argc, char** argv) try {
  sqlite3* db = nullptr;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) throw std::runtime_error("no database");
  const auto schema = read(argc > 1 ? argv[1] : "/usr/local/share/ledger/schema.sql");
  char* error = nullptr;
  if (sqlite3_exec(db, schema.c_str(), print, nullptr, &error) != SQLITE_OK) throw std::runtime_error(error);
  fmt::print("https: {}\n", speaks_https());
  sqlite3_close(db);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return EXIT_FAILURE;
}
