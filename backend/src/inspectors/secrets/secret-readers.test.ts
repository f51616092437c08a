import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { file } from '../../../testing/tar-writer.ts';
import { keyFileReader, secretFileReader } from './secret-readers.ts';

/** Tokens are put together here, so that nobody takes this file for a leak. */
const letters = 'aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2zAbCdEfGhIjKlMnOpQ';
const gitHub = `ghp_${letters.slice(0, 36)}`;
const npm = `npm_${letters.slice(0, 36)}`;
const aws = 'AKIA' + 'Q3EGW7ZK5VTNXM2B';
const plain = 'correct-horse-battery';

const key = (type: 'pkcs8' | 'pkcs1', cipher?: { cipher: string; passphrase: string }) =>
  generateKeyPairSync('rsa', { modulusLength: 1024 })
    .privateKey.export({ type, format: 'pem', ...cipher })
    .toString();

/** What is found in one file, as `what: shown (confidence)`. */
function found(path: string, content: string | Buffer): string[] {
  const image = inspectedImage({ layers: [[file(path, content)]] });
  const readings = [...image.stored(secretFileReader), ...image.stored(keyFileReader)];
  return readings.flatMap(({ reading }) =>
    reading.state === 'read'
      ? reading.value.map(({ what, shown, confidence }) => `${what}: ${shown} (${confidence})`)
      : [reading.why],
  );
}

it.each([
  [
    'app/.env',
    `# settings\nPORT=3000\nexport API_TOKEN="${plain}"\nDEBUG=true\n`,
    ['value of API_TOKEN: corr… (21 characters) (likely)'],
  ],
  [
    'app/prod.env',
    'DATABASE_URL=postgres://app:s3cr3t-and-long@db.example.org/app',
    ['password for postgres://db.example.org: … (15 characters) (likely)'],
  ],
  ['app/.env.production', `GITHUB=${gitHub}`, ['GitHub token: ghp_… (40 characters) (certain)']],
  ['root/.npmrc', `//registry.example.org/:_authToken=${npm}\n`, ['npm token: npm_… (40 characters) (certain)']],
  [
    'root/.netrc',
    'machine git.example.org login bob password hunter-two-three',
    ['password of a machine: … (16 characters) (likely)'],
  ],
  [
    'root/.pypirc',
    '[pypi]\nusername = __token__\npassword = hunter-two-three',
    ['value of password: … (16 characters) (likely)'],
  ],
  [
    'root/.docker/config.json',
    '{"auths":{"registry.example.org":{"auth":"Ym9iOmh1bnRlci10d28="}}}',
    ['login to registry.example.org: Ym9i… (20 characters) (certain)'],
  ],
  [
    'root/.aws/credentials',
    `[default]\naws_access_key_id = ${aws}\naws_secret_access_key = ${letters.slice(0, 40)}\n`,
    [
      'AWS access key: AKIA… (20 characters) (certain)',
      'value of aws_secret_access_key: aB3d… (40 characters) (likely)',
    ],
  ],
  [
    'root/.git-credentials',
    'https://bob:hunter-two-three@git.example.org',
    ['password for https://git.example.org: … (16 characters) (likely)'],
  ],
  [
    'src/.git/config',
    '[http "https://git.example.org/"]\n\textraheader = AUTHORIZATION: basic Ym9iOmh1bnRlci10d28=\n',
    ['Authorization header: Ym9i… (20 characters) (likely)'],
  ],
  [
    'root/.kube/config',
    'users:\n- name: a\n  user:\n    token: abcdefghij0123456789\n',
    ['value of token: abcd… (20 characters) (likely)'],
  ],
  [
    'root/.m2/settings.xml',
    '<!-- <password>an-example-of-one</password> --><server><password>hunter-two</password></server>',
    ['password of a Maven server: … (10 characters) (likely)'],
  ],
  ['root/.pgpass', 'db.example.org:5432:app:bob:hunter-two\n', ['password of PostgreSQL: … (10 characters) (likely)']],
  [
    'etc/shadow',
    'root:$6$salt$0123456789abcdefghijkl:19000:0:99999:7:::\nbin:*:1::\nwww:!:1::\n',
    ['password hash of root: $6$s… (30 characters) (likely)'],
  ],
  ['etc/shadow', 'root:::0:::::\n', ['account root without a password: empty (likely)']],
  [
    'root/.bash_history',
    'ls\ncurl -u bob:hunter-two https://example.org\n',
    ['password of curl: … (10 characters) (likely)'],
  ],
  [
    'infra/terraform.tfstate',
    '{"resources":[{"instances":[{"attributes":{"master_password":"hunter-two"}}]}]}',
    ['value of master_password: … (10 characters) (likely)'],
  ],
  [
    'app/keystore.jks',
    Buffer.from('feedfeed00000002', 'hex'),
    ['Java keystore, which may hold keys: not looked into (possible)'],
  ],
])('finds what %s holds', (path, content, told) => {
  expect(found(path, content)).toEqual(told);
});

it.each([
  ['app/.env.example', `API_TOKEN=${plain}`],
  [
    'app/.env',
    'API_TOKEN=\nPASSWORD=changeme\nSECRET=\u0024{SECRET}\nAPI_KEY=your-key-here\nTOKEN=<token>\nUSE_TOKEN=true\nKEY_FILE=/run/secrets/key',
  ],
  ['root/.npmrc', '//registry.example.org/:_authToken=\u0024{NPM_TOKEN}\n# _password=commented-out\n'],
  ['root/.netrc', 'machine git.example.org login bob'],
  ['root/.docker/config.json', '{"auths":{"registry.example.org":{}},"credsStore":"desktop"}'],
  ['root/.docker/config.json', '[]'],
  ['app/config.json', `{"token":"${plain}"}`],
  [
    'root/.aws/credentials',
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  ],
  ['root/.gitconfig', '[url "git@git.example.org:"]\n\tinsteadOf = https://git.example.org/\n'],
  ['etc/shadow', 'root:*:19000:0:99999:7:::\nbob:!!:1::\n'],
  ['etc/ssl/truststore.jks', Buffer.from('feedfeed00000002', 'hex')],
  ['app/slides.key', Buffer.from('504b0304', 'hex')],
  ['etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
  ['src/keys.js', `const token = '${gitHub}';`],
])('finds nothing in %s that is none', (path, content) => {
  expect(found(path, content)).toEqual([]);
});

it('tells private keys by their form, wherever they lie', () => {
  const openSsh = `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(`openssh-key-v1\0${letters}`).toString('base64')}\n-----END`;
  expect(found('root/.ssh/id_rsa', openSsh)).toEqual(['OPENSSH private key: 84 characters (certain)']);
  expect(found('srv/deploy', key('pkcs1'))).toEqual([
    expect.stringMatching(/^RSA private key: 8\d\d characters \(certain\)$/),
  ]);
  expect(found('srv/tls.pem', `subject=/CN=a\n${key('pkcs8')}`)).toEqual([expect.stringMatching(/^private key: /)]);
  const locked = key('pkcs8', { cipher: 'aes-256-cbc', passphrase: 'x' });
  expect(found('srv/locked.key', locked)).toEqual([expect.stringMatching(/^private key, encrypted: .*possible/)]);
  const account = JSON.stringify({ type: 'service_account', private_key: key('pkcs8') });
  expect(found('srv/key.json', account)).toEqual([expect.stringMatching(/^private key: /)]);
  expect(found('root/a.ppk', 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n')).toEqual([
    'PuTTY private key: not looked into (likely)',
  ]);
});

it.each([
  ['a header alone', '-----BEGIN RSA PRIVATE KEY-----\n'],
  ['a body that stands for one', `-----BEGIN PRIVATE KEY-----\n${'MIIE'.repeat(40)}\n-----END PRIVATE KEY-----\n`],
  ['a body of something else', `-----BEGIN PRIVATE KEY-----\n${Buffer.from(letters.repeat(3)).toString('base64')}\n`],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n'],
])('takes %s for no private key', (_, text) => {
  expect(found('srv/tls.pem', text)).toEqual([]);
});

it('looks only at the start of a large file', () => {
  const filler = '-----BEGIN CERTIFICATE-----\n'.repeat(200_000);
  expect(found('srv/tls.pem', key('pkcs8') + filler)).toHaveLength(1);
  expect(found('srv/tls.pem', filler + key('pkcs8'))).toEqual([]);
});

it('lets nothing of a secret out but its start', () => {
  const secret = fc.string({ unit: fc.constantFrom(...letters), minLength: 8, maxLength: 60 });
  const forms = [
    (value: string) => ['root/.npmrc', `//r.example.org/:_authToken=${value}`],
    (value: string) => [
      'app/.env',
      `DB_PASSWORD="${value}"\nURL=https://bob:${value}@example.org/\nT=ghp_${value.padEnd(36, 'q7Z')}`,
    ],
    (value: string) => [
      'root/.docker/config.json',
      JSON.stringify({ auths: { [`${'r'}.example.org`]: { auth: value, identitytoken: value } } }),
    ],
    (value: string) => [
      'root/.bash_history',
      `curl -u bob:${value} -H 'Authorization: Bearer ${value}' --password ${value} x`,
    ],
    (value: string) => ['root/.pgpass', `h:1:d:bob:${value}`],
    (value: string) => ['root/.m2/settings.xml', `<password>${value}</password>`],
    (value: string) => ['etc/shadow', `root:$6$${value}${value}:1::`],
  ] as const;
  fc.assert(
    fc.property(secret, fc.constantFrom(...forms), (value, form) => {
      const [path = '', content = ''] = form(value);
      const said = JSON.stringify(found(path, content));
      for (let at = 0; at + 6 <= value.length; at++) expect(said).not.toContain(value.slice(at, at + 6));
    }),
  );
});

it.each([
  'a'.repeat(300_000),
  ' '.repeat(300_000),
  'https://'.repeat(40_000),
  'https://a:'.repeat(30_000),
  'eyJ-'.repeat(70_000),
  '"a":"'.repeat(60_000),
  "''''".repeat(70_000),
  '-----BEGIN PRIVATE KEY-----'.repeat(10_000),
  'curl -u '.repeat(40_000),
  'password '.repeat(30_000),
  '<!--'.repeat(70_000),
  '::::'.repeat(70_000),
])('reads long lines of nothing in linear time (%#)', (text) => {
  for (const path of [
    'app/.env',
    'root/.npmrc',
    'root/.netrc',
    'root/.pgpass',
    'root/.bash_history',
    'root/.m2/settings.xml',
    'srv/a.pem',
  ]) {
    expect(found(path, text).length).toBeLessThanOrEqual(20);
  }
});

it('answers within bounds, whatever the file holds', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'password=',
      'https://a:',
      '@',
      '-----BEGIN ',
      'PRIVATE KEY-----\n',
      '"auths":{',
      '\0',
      '\n',
      'eyJ',
      gitHub,
    ),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom('app/.env', 'root/.docker/config.json', 'srv/a.key', 'x'),
      (pieces, path) => {
        expect(found(path, pieces.join('')).length).toBeLessThanOrEqual(20);
      },
    ),
  );
});
