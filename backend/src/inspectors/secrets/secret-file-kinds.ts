import type { PassingFile } from '../../readings/file-reader.ts';
import { assignmentsIn, secretsAmong } from './assignments.ts';
import { secretsInCommand } from './command-secrets.ts';
import { dockerLogins } from './docker-logins.ts';
import { masked } from './masked.ts';
import { isPlaceholder } from './placeholder.ts';
import type { SecretTrace } from './secret-trace.ts';

/** A kind of file that is known to hold secrets. */
export interface SecretFileKind {
  readonly names?: readonly string[];
  /** Ends of names, from their last dot on. */
  readonly extensions?: readonly string[];
  /** Which of those it is, where many other files are called alike. */
  readonly where?: RegExp;
  /** @param text of the file's start, a byte a character */
  find(text: string, file: PassingFile): readonly SecretTrace[];
}

const named = (text: string) => secretsAmong(assignmentsIn(text));
const credential = (what: string, value: string, confidence: SecretTrace['confidence'] = 'likely'): SecretTrace[] =>
  isPlaceholder(value) ? [] : [{ kind: 'credentials', what, shown: masked(value), confidence }];
const matches = (what: string, pattern: RegExp) => (text: string) =>
  Array.from(text.matchAll(pattern), ([, value = '']) => credential(what, value)).flat();
const keptAs = (what: string) => (): SecretTrace[] => [
  { kind: 'private-key', what, shown: 'not looked into', confidence: 'possible' },
];
const sample = /\.(?:example|sample|template|dist|defaults?)$/i;

/** Tokens and passwords in URLs are looked for in all of them, besides what each finds itself. */
export const secretFileKinds: readonly SecretFileKind[] = [
  {
    names: ['local', 'production', 'prod', 'development', 'dev', 'staging', 'test', 'docker'].map(
      (env) => `.env.${env}`,
    ),
    extensions: ['.env'],
    find: named,
  },
  {
    names: ['.npmrc'],
    find: matches(
      'npm registry token',
      /^[^#;\n]{0,300}_(?:authToken|auth|password)\s{0,9}=\s{0,9}["']?([^\s"']{4,2000})/gm,
    ),
  },
  {
    names: ['.yarnrc.yml', '.yarnrc'],
    find: matches('npm registry token', /\bnpmAuth(?:Token|Ident):\s{0,9}["']?([^\s"']{4,2000})/g),
  },
  { names: ['.netrc', '_netrc'], find: matches('password of a machine', /\bpassword\s{1,99}([^\s]{1,500})/g) },
  {
    names: [
      '.pypirc',
      '.my.cnf',
      '.s3cfg',
      '.boto',
      'rclone.conf',
      'gradle.properties',
      'credentials.tfrc.json',
      '.terraformrc',
    ],
    find: named,
  },
  { names: ['pip.conf', '.gitconfig', '.git-credentials'], find: named },
  {
    names: ['config'],
    where: /\/\.git\/config$|\/\.aws\/config$/,
    find: (text) => [...named(text), ...secretsInCommand(text)],
  },
  { names: ['credentials'], where: /\/(?:\.aws|\.gem|\.cargo|\.?git|\.config\/git)\/credentials$/, find: named },
  { names: ['credentials.toml'], where: /\/\.cargo\//, find: named },
  { names: ['hosts.yml', 'hosts.yaml'], where: /\/\.config\/gh\//, find: named },
  { names: ['config.json'], where: /\/\.docker\/config\.json$/, find: dockerLogins },
  { names: ['.dockercfg', '.dockerconfigjson'], find: dockerLogins },
  { names: ['config', 'kubeconfig'], extensions: ['.kubeconfig'], where: /\/\.kube\/config$|kubeconfig$/, find: named },
  { names: ['admin.conf', 'kubelet.conf', 'super-admin.conf'], where: /^\/etc\/kubernetes\//, find: named },
  {
    names: [
      'application_default_credentials.json',
      'credentials.json',
      'service-account.json',
      'serviceaccount.json',
      'service_account.json',
      'key.json',
      'gcp.json',
    ],
    find: named,
  },
  {
    names: ['accessTokens.json', 'msal_token_cache.json', 'service_principal_entries.json'],
    where: /\/\.azure\//,
    find: named,
  },
  { extensions: ['.publishsettings'], find: matches('deployment password', /\buserPWD="([^"]{4,500})"/g) },
  { names: ['settings.xml', 'settings-security.xml'], where: /\/\.m2\/|\/maven\/conf\//, find: mavenPasswords },
  {
    names: ['NuGet.Config', 'nuget.config', 'NuGet.config'],
    find: matches('password of a package source', /\bClearTextPassword"\s{1,9}value="([^"]{4,500})"/gi),
  },
  { names: ['auth.json'], where: /\/\.?composer\/|\/auth\.json$/, find: named },
  {
    names: ['.pgpass'],
    find: matches(
      'password of PostgreSQL',
      /^[^#:\n]{0,200}:[^:\n]{0,20}:[^:\n]{0,200}:[^:\n]{0,200}:([^\n]{1,200})$/gm,
    ),
  },
  { names: ['.vault-token'], find: (text) => credential('Vault token', text.trim().slice(0, 200)) },
  {
    names: ['master.key'],
    where: /\/config\/master\.key$/,
    find: matches('Rails master key', /^([0-9a-f]{32})\s{0,9}$/g),
  },
  { names: ['wp-config.php'], find: (text) => secretsAmong(phpConstants(text)) },
  { names: ['shadow', 'shadow-'], where: /^\/etc\/shadow-?$/, find: shadowHashes },
  {
    names: [
      '.bash_history',
      '.ash_history',
      '.zsh_history',
      '.sh_history',
      '.python_history',
      '.psql_history',
      '.mysql_history',
    ],
    find: secretsInCommand,
  },
  { extensions: ['.tfstate', '.tfvars'], find: named },
  { extensions: ['.pem', '.key', '.p8', '.pk8'], find: () => [] },
  {
    extensions: ['.p12', '.pfx'],
    find: (text) => (text.startsWith('\x30') ? keptAs('PKCS #12 file, which may hold keys')() : []),
  },
  {
    extensions: ['.jks', '.keystore', '.jceks'],
    find: (text, { name }) => {
      const isStore =
        text.startsWith('\xfe\xed\xfe\xed') || text.startsWith('\xce\xce\xce\xce') || text.startsWith('\x30');
      return isStore && !/trust|cacerts/i.test(name) ? keptAs('Java keystore, which may hold keys')() : [];
    },
  },
];

/** Whether a file that is named like one of them is one. */
export function kindsOf(file: PassingFile): SecretFileKind[] {
  if (sample.test(file.name)) return [];
  const extension = file.name.slice(Math.max(file.name.lastIndexOf('.'), 0));
  return secretFileKinds.filter(
    ({ names = [], extensions = [], where }) =>
      (names.includes(file.name) || extensions.includes(extension)) && (where?.test(file.path) ?? true),
  );
}

function mavenPasswords(text: string): SecretTrace[] {
  // The settings that Maven comes with are examples in comments.
  const settings = text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
  return Array.from(
    settings.matchAll(/<(password|passphrase|privateKey)>([^<]{1,500})</g),
    ([, what = '', value = '']) => {
      // In braces it is encrypted, with a key that lies beside it.
      return credential(`${what} of a Maven server`, value.trim(), /^\{.*\}$/.test(value) ? 'possible' : 'likely');
    },
  ).flat();
}

function phpConstants(text: string) {
  const constants = /define\(\s{0,9}['"](\w{1,100})['"]\s{0,9},\s{0,9}['"]([^'"]{1,500})['"]/g;
  return Array.from(text.matchAll(constants), ([, name = '', value = '']) => ({ name, value }));
}

/** Hashes of passwords; `*` and `!` lock an account (shadow(5)). */
function shadowHashes(text: string): SecretTrace[] {
  return text.split('\n').flatMap((line): SecretTrace[] => {
    const [user = '', hash = ''] = line.split(':');
    if (user === 'root' && hash === '' && line.includes(':')) {
      return [{ kind: 'credentials', what: 'account root without a password', shown: 'empty', confidence: 'likely' }];
    }
    if (!/^\$?[\w./$=,+-]{13,}$/.test(hash) || !/^(?:\$\w|[\w./]{13}$)/.test(hash)) return [];
    return [
      { kind: 'credentials', what: `password hash of ${user.slice(0, 40)}`, shown: masked(hash), confidence: 'likely' },
    ];
  });
}
