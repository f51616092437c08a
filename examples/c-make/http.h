#include <stddef.h>

/* Fills path with the path of the request on this connection; 0 where there is none. */
int read_path(int connection, char *path, size_t size);
void answer(int connection, int status, const char *body);
