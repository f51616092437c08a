import { expect, it } from 'vitest';
import { secretsInCommand, withoutSecrets } from './command-secrets.ts';
import { masked } from './masked.ts';
import { secrecyOf } from './secret-names.ts';
import { tokensIn } from './token-shapes.ts';

/** Tokens are put together here, so that nobody takes this file for a leak. */
const letters = 'aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2zAbCdEfGhIjKlMnOpQ';
const gitHub = `ghp_${letters.slice(0, 36)}`;
const npm = `npm_${letters.slice(0, 36)}`;
const plain = 'correct-horse-battery';

it('shows of a secret no more than four characters and its length, and of a short one its length only', () => {
  expect(masked(gitHub)).toBe('ghp_… (40 characters)');
  expect(masked('hunter2hunter2')).toBe('… (14 characters)');
  expect(masked(`\n\0ab${'x'.repeat(30)}`)).toBe('… (34 characters)');
});

it.each([
  [`curl -H "Authorization: Bearer ${plain}" https://example.org`, 'Authorization header: corr… (21 characters)'],
  ['git clone https://bob:hunter-two@git.example.org/a.git', 'password for https://git.example.org: … (10 characters)'],
  [`npm config set //registry.example.org/:_authToken ${npm}`, 'npm token: npm_… (40 characters)'],
  [`echo "//registry.example.org/:_authToken=${plain}" > .npmrc`, 'npm registry token: corr… (21 characters)'],
  ['export DB_PASSWORD=hunter-two && ./migrate', 'value of DB_PASSWORD: … (10 characters)'],
  ['java -Dapi.token=hunter-two -jar a.jar', 'value of api.token: … (10 characters)'],
  ['sshpass -p hunter-two ssh example.org', 'password of sshpass: … (10 characters)'],
  ['docker login -u bob --password hunter-two registry.example.org', 'password option: … (10 characters)'],
  ['mysqldump -u root -phunter-two app', 'password of MySQL: … (10 characters)'],
  ['echo hunter-two | docker login --password-stdin', 'password piped to a login: … (10 characters)'],
])('finds the secret in the command %s', (command, told) => {
  expect(secretsInCommand(command).map(({ what, shown }) => `${what}: ${shown}`)).toEqual([told]);
});

it.each([
  'curl -H "Authorization: Bearer $TOKEN" https://example.org',
  'curl -fsSL https://example.org/key.gpg | gpg --dearmor -o /etc/apt/keyrings/a.gpg',
  'git clone https://git.example.org/a.git',
  'TOKEN=$(cat /run/secrets/token) npm ci',
  'npm config set //registry.example.org/:_authToken \u0024{NPM_TOKEN}',
  'apt-get install -y --no-install-recommends ca-certificates',
  'export GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568 PASSWORD_FILE=/run/secrets/password',
  'openssl req -x509 -newkey rsa:2048 -passout pass: -subj /CN=a',
  'adduser --disabled-password --gecos "" app',
  'mysql -u root -p app',
])('finds none in the command %s', (command) => {
  expect(secretsInCommand(command)).toEqual([]);
});

it.each([
  ['NPM_TOKEN', plain, 'likely'],
  ['DB_PASSWORD', 'postgres', 'possible'],
  ['dbPassword', plain, 'likely'],
  ['STRIPE_KEY', letters.slice(0, 24), 'possible'],
  ['GPG_KEY', 'E3FF2839C048B25C084DEBE9B26995E310250568', null],
  ['NGINX_GPGKEY_PATH', '/etc/apt/keyrings/nginx.gpg', null],
  ['RELEASE_KEY', 'E3FF2839C048B25C084DEBE9B26995E310250568', null],
  ['SIGNING_KEY_URL', 'https://example.org/key.asc', null],
  ['APP_PUBLIC_KEY', letters, null],
  ['DB_PASSWORD_FILE', '/run/secrets/db', null],
  ['TOKEN_VERSION', '1.2.3', null],
  ['JWT_SECRET', '/etc/jwt/secret', null],
  ['MYSQL_ALLOW_EMPTY_PASSWORD', 'yes', null],
  ['PWD', '/srv/app/somewhere', null],
  ['KEYBOARD', 'pc105-something-long', null],
  ['SSH_AUTH_SOCK', 'agent.sock-something', null],
  ['MONKEY', 'a-value-of-some-length', null],
])('says of %s=%s how sure it is that it is a secret', (name, value, told) => {
  expect(secrecyOf(name, value)).toBe(told);
});

it('tells tokens from what only looks like them', () => {
  expect(tokensIn(`ghp_${'x'.repeat(36)} xoxb-your-token-here AKIAIOSFODNN7EXAMPLE ${gitHub}a1`)).toEqual([
    { what: 'GitHub token', value: `${gitHub}a1` },
  ]);
  const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters.slice(0, 43)}`;
  expect(tokensIn(jwt)).toEqual([]);
  expect(tokensIn(jwt, { jwt: true })).toMatchObject([{ what: 'JSON web token' }]);
});

it.each([
  ['RUN |1 GITHUB_TOKEN=ghp_Zq8mW2xR7tYb4nKc9vLd3pHs6fJg1aEu5iOo /bin/sh -c make', 'GITHUB_TOKEN=… /bin/sh -c make'],
  ['app --password=Tr0ub4dor3xyz --verbose', 'app --password=… --verbose'],
  ['curl -H "Authorization: Bearer Zq8mW2xR7tYb4nKc9v" example.org', 'Bearer …" example.org'],
  ['git clone https://user:Zq8mW2xR7t@example.org/x.git', 'https://user:…@example.org/x.git'],
  ['deploy --token $TOKEN', 'deploy --token $TOKEN'],
  ['apt-get install -y git', 'apt-get install -y git'],
])('prints %s without what is secret', (command, printed) => {
  expect(withoutSecrets(command)).toContain(printed);
});
