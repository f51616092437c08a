/** A family of well-known images: one name, with tags for versions, kinds and systems. */
export interface Family {
  readonly id: string;
  /** In the library of Docker Hub and its mirrors; with a slash: from that registry and path alone. */
  readonly names: readonly string[];
  /** Where the word `slim` stands in tags of the variant without build tools; null where there is none. */
  readonly slim: 'last' | 'before-system' | null;
  /** Whether it has tags on Alpine. */
  readonly alpine: boolean;
  /** What its images are for. */
  readonly of:
    | 'node'
    | 'python'
    | 'ruby'
    | 'php'
    | 'java'
    | 'java-builder'
    | 'dotnet'
    | 'compiler'
    | 'system'
    | 'server'
    | 'other';
}

function family(of: Family['of'], id: string, options: Partial<Omit<Family, 'of' | 'id'>> = {}): Family {
  return { id, of, names: [id], slim: null, alpine: false, ...options };
}

const both = { slim: 'before-system', alpine: true } as const;

/** As their publishers name them, with the tags of these years. */
export const families: readonly Family[] = [
  family('node', 'node', { slim: 'last', alpine: true }),
  family('python', 'python', both),
  family('python', 'pypy', { slim: 'before-system' }),
  family('ruby', 'ruby', both),
  // Their Debian is the slim one already.
  family('php', 'php', { alpine: true }),
  family('compiler', 'golang', { alpine: true }),
  family('compiler', 'rust', both),
  family('compiler', 'gcc'),
  family('compiler', 'haskell', { slim: 'before-system' }),
  family('compiler', 'swift', { slim: 'last' }),
  family('compiler', 'buildpack-deps'),
  family('other', 'perl', { slim: 'before-system' }),
  family('other', 'erlang', { slim: 'last', alpine: true }),
  family('other', 'elixir', { slim: 'last', alpine: true }),
  family('java', 'openjdk', { slim: 'before-system' }),
  family('java', 'eclipse-temurin', { alpine: true }),
  family('java', 'amazoncorretto', { alpine: true }),
  family('java', 'ibm-semeru-runtimes'),
  family('java', 'tomcat'),
  family('java-builder', 'maven', { alpine: true }),
  family('java-builder', 'gradle', { alpine: true }),
  family('dotnet', 'dotnet', {
    names: ['sdk', 'aspnet', 'runtime', 'runtime-deps'].map((one) => `mcr.microsoft.com/dotnet/${one}`),
    alpine: true,
  }),
  family('system', 'debian', { slim: 'last' }),
  family('system', 'ubuntu'),
  family('system', 'alpine', { alpine: true }),
  family('system', 'fedora', {
    names: ['fedora', 'registry.fedoraproject.org/fedora', 'quay.io/fedora/fedora'],
  }),
  family('system', 'fedora-minimal', {
    names: ['registry.fedoraproject.org/fedora-minimal', 'quay.io/fedora/fedora-minimal'],
  }),
  family('system', 'centos', { names: ['quay.io/centos/centos'] }),
  family('system', 'rockylinux', { names: ['rockylinux', 'rockylinux/rockylinux'] }),
  family('system', 'almalinux'),
  family('system', 'oraclelinux', { slim: 'last' }),
  family('system', 'ubi', { names: [8, 9, 10].flatMap((version) => ubiNames(version, '')) }),
  family('system', 'ubi-minimal', { names: [8, 9, 10].flatMap((version) => ubiNames(version, '-minimal')) }),
  family('system', 'ubi-micro', { names: [8, 9, 10].flatMap((version) => ubiNames(version, '-micro')) }),
  family('server', 'nginx', { alpine: true }),
  family('server', 'httpd', { alpine: true }),
  family('server', 'haproxy', { alpine: true }),
  family('server', 'redis', { alpine: true }),
  family('server', 'postgres', { alpine: true }),
];

function ubiNames(version: number, kind: string): string[] {
  return [
    `registry.access.redhat.com/ubi${version}/ubi${kind}`,
    `registry.access.redhat.com/ubi${version}${kind}`,
    `redhat/ubi${version}${kind}`,
  ];
}
