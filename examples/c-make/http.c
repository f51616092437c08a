#include "http.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int read_path(int connection, char *path, size_t size) {
  char request[4096];
  ssize_t length = read(connection, request, sizeof request - 1);
  if (length <= 0) return 0;
  request[length] = '\0';
  char format[32];
  snprintf(format, sizeof format, "GET %%%zus", size - 1);
  return sscanf(request, format, path) == 1;
}

void answer(int connection, int status, const char *body) {
  dprintf(connection, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", status,
          status == 200 ? "OK" : "Not Found", strlen(body), body);
}
