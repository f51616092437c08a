import { expect, it } from 'vitest';
import { errorsIn } from './output-errors.ts';

it.each([
  [
    '/app/serve: error while loading shared libraries: libz.so.1: cannot open shared object file: No such file or directory',
    'the library libz.so.1 is not in the image',
  ],
  [
    'OSError: libxslt.so.1: cannot open shared object file: No such file or directory',
    'the library libxslt.so.1 is not in the image',
  ],
  [
    "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /app)",
    'the C library of the image is older than what the program was built with (GLIBC_2.38)',
  ],
  ["ModuleNotFoundError: No module named 'flask'", 'the Python module flask is not in the image'],
  ["Error: Cannot find module 'express'", 'the Node.js module express is not in the image'],
  ['java.lang.NoClassDefFoundError: com/example/Main', 'the Java class com/example/Main is not in the image'],
  [
    'OCI runtime create failed: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
    'the program /bin/sh is not in the image',
  ],
  ['exec: "gunicorn": executable file not found in $PATH: unknown', 'the program gunicorn is not in the image'],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: 'templates/a.html'",
    'the file templates/a.html is not in the image',
  ],
  ["Error: ENOENT: no such file or directory, open '/app/data.json'", 'the file /app/data.json is not in the image'],
  ["cat: can't open '/data': No such file or directory", 'the file /data is not in the image'],
  ['sh: 1: curl: not found', 'the program curl is not in the image'],
  ["Error: EACCES: permission denied, mkdir '/app/cache'", 'its user may not use /app/cache'],
  ['panic: unknown time zone Asia/Tokyo', 'the time zone Asia/Tokyo is not in the image: tzdata is missing'],
])('%s', (line, cause) => {
  expect(errorsIn(`before\n${line}\nafter`)).toEqual([{ line, cause }]);
});

it.each(['GET /missing 404 not found', 'listening on 8080', 'no such user: ann', 'connection refused'])(
  '%s is nothing of the image',
  (line) => {
    expect(errorsIn(line)).toEqual([]);
  },
);
