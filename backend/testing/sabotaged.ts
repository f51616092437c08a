import { busybox } from './engines.ts';

/** An image and another made of it, of which it is known whether it does the same. */
export interface Sabotage {
  readonly name: string;
  readonly original: string;
  readonly variant: string;
  readonly settings?: object;
  readonly kind: 'proven' | 'built-only' | 'differs' | 'failed';
  /** In what is told. */
  readonly says: RegExp;
}

/** A service with a page, a picture, and an answer that has a random ID, its hostname and the time. */
const serve = 'CMD ["httpd","-f","-v","-p","8080","-h","/www"]\n';
const service = `FROM ${busybox}
RUN mkdir -p /www/cgi-bin && echo '<a href="cgi-bin/now">42 things</a><img src="/logo">' >/www/index.html && echo logo >/www/logo
RUN printf '%s\\n' '#!/bin/sh' 'echo "content-type: application/json"' 'echo "x-version: 1"' 'echo' \\
    'echo "{\\"id\\":\\"$(cat /proc/sys/kernel/random/uuid)\\",\\"host\\":\\"$(hostname)\\",\\"at\\":\\"$(date -Iseconds)\\",\\"n\\":42}"' \\
    >/www/cgi-bin/now && chmod +x /www/cgi-bin/now
EXPOSE 8080
${serve}`;
const started = (command: string) => service.replace(serve, `CMD ${command}\n`);
const program = (command: string, more = '') =>
  `FROM ${busybox}\nRUN echo data >/data\n${more}CMD ["sh","-c",${JSON.stringify(command)}]\n`;
const worker = (text: string) => program(`while true; do echo ${text} $(date +%s); sleep 1; done`);
/** Works for longer than one is waited for that is silent, and listens then, where no EXPOSE tells that it will. */
const late = service.replace('EXPOSE 8080\n', '').replace(
  serve,
  `CMD end=$(($(date +%s) + 12)); while [ $(date +%s) -lt $end ]; do for i in $(seq 20000); do :; done; done; \\
    exec httpd -f -p 8080 -h /www\n`,
);
const checked = (path: string) => `${service}HEALTHCHECK --retries=1 CMD wget -qO- http://localhost:8080${path}\n`;

/** Tells whether it has a route to anywhere, and works on. */
export const routes = program(
  'if ip route | grep -q default; then echo a way out; else echo no way out; fi; exec sleep 1000',
);

export const theSameService: Pick<Sabotage, 'original' | 'variant'> = {
  original: service,
  variant: `${service}LABEL other=1\n`,
};

export const sabotages: readonly Sabotage[] = [
  {
    name: 'the same service',
    ...theSameService,
    kind: 'proven',
    says: /the same 3 answers/,
  },
  {
    name: 'a page is missing',
    original: service,
    variant: `${service}RUN rm /www/index.html\n`,
    kind: 'differs',
    says: /GET \/ at 8080/,
  },
  {
    name: 'a linked file is missing',
    original: service,
    variant: `${service}RUN rm /www/logo\n`,
    kind: 'differs',
    says: /GET \/logo/,
  },
  {
    name: 'an answer is another',
    original: service,
    variant: service.replace('42 things', '43 things'),
    kind: 'differs',
    says: /43 things/,
  },
  {
    name: 'a value among random ones is another',
    original: service,
    variant: service.replace(':42}', ':43}'),
    kind: 'differs',
    says: /"n": 43/,
  },
  {
    name: 'a header is another',
    original: service,
    variant: service.replace('x-version: 1', 'x-version: 2'),
    kind: 'differs',
    says: /x-version: 2/,
  },
  {
    name: 'the time zone is another',
    original: service,
    variant: `${service}ENV TZ=CET-1\n`,
    kind: 'differs',
    says: /\+01:00/,
  },
  {
    name: 'the user is another',
    original: service,
    variant: `${service}USER 1000\n`,
    kind: 'differs',
    says: /UID 1000/,
  },
  {
    name: 'it dies after two seconds',
    original: service,
    variant: started('["sh","-c","httpd -f -v -p 8080 -h /www & sleep 4; kill $!"]'),
    kind: 'differs',
    says: /ended with|ends with/,
  },
  {
    name: 'it dies at once',
    original: service,
    variant: started('["sh","-c","exit 3"]'),
    kind: 'failed',
    says: /ended with 3/,
  },
  {
    name: 'it works long before it listens',
    original: late,
    variant: late.replace('42 things', '43 things'),
    kind: 'differs',
    says: /43 things/,
  },
  {
    name: 'it hangs',
    original: service,
    variant: started('["nc","-ll","-p","8080","-e","sleep","1000"]'),
    kind: 'differs',
    says: /no answer within|broken off/,
  },
  {
    name: 'it listens to another port',
    original: service,
    variant: service.replace('"8080"', '"8081"'),
    kind: 'differs',
    says: /8081/,
  },
  {
    name: 'its program is missing',
    original: service,
    variant: `${service}RUN ["/bin/busybox","rm","/bin/httpd"]\n`,
    kind: 'failed',
    says: /httpd/,
  },
  {
    name: 'its health check fails',
    original: checked('/'),
    variant: checked('/nothing'),
    kind: 'differs',
    says: /unhealthy/,
  },
  {
    name: 'both fail alike',
    original: program('echo no DATABASE_URL; exit 1'),
    variant: program('echo no DATABASE_URL; exit 1', 'RUN rm /data\n'),
    kind: 'built-only',
    says: /fails alike: it ended with 1/,
  },
  {
    name: 'a program prints the same',
    original: program('cat /data; date'),
    variant: program('cat /data; date', 'RUN true\n'),
    kind: 'proven',
    says: /printed the same/,
  },
  {
    name: 'a program prints something else',
    original: program('echo total: 52.49'),
    variant: program('echo total: 52.50'),
    kind: 'differs',
    says: /52\.50/,
  },
  {
    name: 'a program ends with another code',
    original: program('cat /data'),
    variant: program('cat /data; exit 2'),
    kind: 'differs',
    says: /ends with 2/,
  },
  {
    name: 'a program misses its file',
    original: program('cat /data'),
    variant: program('cat /data', 'RUN rm /data\n'),
    kind: 'failed',
    says: /\/data/,
  },
  {
    name: 'a program writes another file',
    original: program('echo a >/out; echo done'),
    variant: program('echo a >/other; echo done'),
    kind: 'differs',
    says: /\/other/,
  },
  {
    name: 'a file has another content',
    original: program('echo a >/out'),
    variant: program('echo b >/out'),
    settings: { files: ['/out'] },
    kind: 'differs',
    says: /files to compare \(\/out\)/,
  },
  {
    name: 'it sleeps',
    original: program('exec sleep 1000'),
    variant: program('exec sleep 1000', 'RUN true\n'),
    kind: 'built-only',
    says: /nothing that could be compared/,
  },
  {
    name: 'it works on and prints the same',
    original: worker('tick'),
    variant: `${worker('tick')}RUN true\n`,
    kind: 'proven',
    says: /printed the same/,
  },
  {
    name: 'it works on and prints something else',
    original: worker('tick'),
    variant: worker('tock'),
    kind: 'differs',
    says: /tock/,
  },
  {
    name: 'the test command does the same',
    original: program('exec sleep 1000'),
    variant: program('exec sleep 1000', 'RUN true\n'),
    settings: { testCommand: ['cat', '/data'] },
    kind: 'proven',
    says: /test command/,
  },
  {
    name: 'the test command does something else',
    original: program('exec sleep 1000'),
    variant: program('exec sleep 1000', 'RUN echo other >/data\n'),
    settings: { testCommand: ['cat', '/data'] },
    kind: 'differs',
    says: /test command.*other/,
  },
];
