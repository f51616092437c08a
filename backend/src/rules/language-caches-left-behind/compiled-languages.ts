import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import { actionOf, below, cacheHome, type Ecosystem, folderAt, programOf } from './ecosystem.ts';

const go: Ecosystem = {
  name: 'Go',
  findings: ['go-modules-left-behind', 'go-build-cache-left-behind'],
  folderOf: /^.*\/pkg\/mod(?=\/)|^.*\/\.cache\/go-build(?=\/)/,
  folders: (home, variables) => {
    const [path] = folderAt(variables, ['GOPATH'], `${home}/go`);
    const modules = folderAt(variables, ['GOMODCACHE'], below(path?.split(':')[0], 'pkg/mod'));
    const built = folderAt(variables, ['GOCACHE'], below(cacheHome(home, variables), 'go-build'));
    return modules.length > 0 && built.length > 0 ? [...modules, ...built] : [];
  },
  fills: (command) =>
    programOf(command) === 'go' &&
    /^(?:build|get|generate|install|list|mod|run|test|tool|vet)$/.test(actionOf(command) ?? ''),
  shared: true,
  checks: [],
  offline: /^GOPROXY=off$/,
  atRunTime: /\bgo (?:run|build|test|install|generate|tool|mod|get)\b|\bair\b|\bdlv\b/,
  clean: { kind: 'remove' },
};

const cargo: Ecosystem = {
  name: 'Cargo',
  findings: ['cargo-registry-left-behind'],
  folderOf: /^.*cargo\/(?:registry|git)(?=\/)/,
  folders: (home, variables) =>
    folderAt(variables, ['CARGO_HOME'], `${home}/.cargo`).map((folder) => `${folder}/registry`),
  fills: (command) =>
    programOf(command) === 'cargo' &&
    command.args.some((word) =>
      /^(?:b|build|r|run|t|test|c|check|bench|doc|rustc|install|fetch|update|vendor|metadata|chef|generate-lockfile|add|auditable|zigbuild)$/.test(
        word,
      ),
    ),
  shared: true,
  checks: [],
  offline: /^--(?:offline|frozen)$/,
  atRunTime: /(?:^|[\s/;&|])cargo(?=\s|$)/,
  clean: { kind: 'remove' },
};

const maven: Ecosystem = {
  name: 'Maven',
  findings: ['maven-repository-left-behind'],
  folderOf: /^.*\/\.m2\/(?:repository|wrapper)(?=\/)/,
  // Java goes by the user's home as the system has it, whatever HOME says.
  folders: (home, variables, commands) =>
    home !== '/root' || variables.has('MAVEN_USER_HOME') || commands.some(namesRepository)
      ? []
      : ['/root/.m2/repository', ...(commands.some((one) => programOf(one) === 'mvnw') ? ['/root/.m2/wrapper'] : [])],
  fills: (command) => /^mvn[wd]?$/.test(programOf(command)) && !/^(?:--version|-v|--help)$/.test(command.args[0] ?? ''),
  shared: true,
  locked: true,
  checks: [],
  offline: /^(?:-o|--offline)$/,
  atRunTime: /(?:^|[\s/;&|])mvn[wd]?(?=\s|$)|\.m2\//,
  clean: { kind: 'remove' },
};

function namesRepository({ args }: PlainCommand): boolean {
  return args.some((word) => /maven\.repo\.local|^-s$|^--settings$/.test(word));
}

const gradle: Ecosystem = {
  name: 'Gradle',
  findings: ['gradle-caches-left-behind'],
  folderOf: /^.*\/\.gradle\/(?:caches|wrapper)(?=\/)/,
  folders: (home, variables, commands) =>
    folderAt(variables, ['GRADLE_USER_HOME'], `${home}/.gradle`).flatMap((folder) => [
      `${folder}/caches`,
      ...(commands.some((one) => programOf(one) === 'gradlew') ? [`${folder}/wrapper`] : []),
    ]),
  fills: (command) => /^gradlew?$/.test(programOf(command)) && !/^(?:--version|-v|--help)$/.test(command.args[0] ?? ''),
  shared: true,
  locked: true,
  keepsNothing: ({ args }) => args.some((word) => /^(?:-g|--gradle-user-home)/.test(word)),
  checks: [],
  offline: /^--offline$/,
  atRunTime: /(?:^|[\s/;&|])gradlew?(?=\s|$)|\.gradle\//,
  clean: { kind: 'remove' },
};

export const compiledLanguages: readonly Ecosystem[] = [go, cargo, maven, gradle];
