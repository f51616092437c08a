#include "http.h"

#include <arpa/inet.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  int server = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(7000), .sin_addr = {htonl(INADDR_ANY)}};
  if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 16) != 0) {
    perror("crc-server");
    return EXIT_FAILURE;
  }
  for (;;) {
    int connection = accept(server, NULL, NULL);
    if (connection < 0) continue;
    char path[1024];
    char body[256];
    if (read_path(connection, path, sizeof path) && strncmp(path, "/crc/", 5) == 0) {
      const char *text = path + 5;
      snprintf(body, sizeof body, "%08lx\n", crc32(0L, (const Bytef *)text, strlen(text)));
      answer(connection, 200, body);
    } else if (strcmp(path, "/user") == 0) {
      struct passwd *entry = getpwuid(getuid());
      snprintf(body, sizeof body, "%s\n", entry == NULL ? "nobody knows" : entry->pw_name);
      answer(connection, 200, body);
    } else {
      answer(connection, 404, "no such path\n");
    }
    close(connection);
  }
}
