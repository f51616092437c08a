/** What links a program, as a Makefile has it. */
export interface MakeLink {
  /** The variable that names the compiler, by which another one can be given: `make CC=…`. */
  readonly compilerVariable: 'CC' | 'CXX';
  readonly compiler: string;
  /** Of the command, variables expanded; without the compiler. */
  readonly words: readonly string[];
}

interface MakeRule {
  readonly targets: string;
  readonly recipe: string[];
}

interface Makefile {
  readonly variables: ReadonlyMap<string, string>;
  readonly rules: readonly MakeRule[];
}

/** What GNU make sets by itself. */
const builtIn: Readonly<Record<string, string>> = { CC: 'cc', CXX: 'g++', RM: 'rm -f', AR: 'ar' };
const ofLinking = '-o $@ $^ $(LOADLIBES) $(LDLIBS)';
/** How make links what has objects for prerequisites, and no recipe. */
const implicitLink = `$(CC) $(LDFLAGS) $(TARGET_ARCH) ${ofLinking}`;
const assignment = /^([\w.-]+)\s*(\+|\?|::?:?)?=\s*(.*)$/;
/** What may decide otherwise elsewhere, or is made of other files; files that only tell which headers a source has, aside. */
const unclear =
  /^(?:ifn?eq|ifn?def|else|endif|define|endef|export|unexport|override|private|vpath|load|undefine|s?include|-include)\b/;
const dependencyFiles = /^-include\s[^#]*(?:\.d\b|DEPS?\b)/;
/** Other programs that share the compiler may not be linked like this. */
const otherPrograms = /-shared\b|\$[({]MAKE[)}]|\$[({]eval\b|\$[({]call\b/;
/** Expanded to files, or to words of files: what is in them does not matter. */
const ofFiles =
  /^(?:wildcard|patsubst|subst|addprefix|addsuffix|notdir|dir|basename|strip|filter|filter-out|sort|foreach)\s/;
const harmlessLine = /^[@+-]*(?:strip|mkdir|echo|size|chmod)\s[^;&|<>`]*$/;
const maxText = 100_000;
const maxDepth = 10;
const maxVariables = 1000;

/**
 * The command by which a Makefile links a program.
 * @param given variables of make's own command line
 * @param isSetElsewhere whether the environment may have a variable
 * @returns null where that is not certain
 */
export function linkOf(
  text: string,
  program: string,
  given: ReadonlyMap<string, string>,
  isSetElsewhere: (name: string) => boolean,
): MakeLink | null {
  const makefile = text.length > maxText || otherPrograms.test(text) ? null : readMakefile(text);
  if (makefile === null) return null;
  const known = { makefile, given, isSetElsewhere, left: maxVariables };
  const expand = (value: string) => expanded(value, known, 0);
  const makesIt = ({ targets }: MakeRule) =>
    (expand(targets) ?? '').split(/\s+/).some((one) => one.slice(one.lastIndexOf('/') + 1) === program);
  const [rule, another] = makefile.rules.filter(makesIt);
  if (rule === undefined || another !== undefined) return null;
  const lines = rule.recipe.length === 0 ? [implicitLink] : rule.recipe.map((line) => line.replace(/^[@+-]+\s*/, ''));
  const linking = lines.filter((line) => !harmlessLine.test(line));
  const [line] = linking;
  const [, name, rest = ''] = /^\$[({](CC|CXX)[)}]\s(.*)$/.exec(line ?? '') ?? [];
  if (linking.length !== 1 || (name !== 'CC' && name !== 'CXX')) return null;
  const [compiler, command] = [expand(`$(${name})`), expand(rest)];
  if (compiler === null || command === null || /[;&|<>`"'\\#*]/.test(command)) return null;
  const words = command.split(/\s+/).filter((word) => word !== '');
  const output = words[words.indexOf('-o') + 1];
  const isIt = output === '@' || output?.slice(output.lastIndexOf('/') + 1) === program;
  return words.includes('-o') && isIt ? { compilerVariable: name, compiler, words } : null;
}

/** Null for one that says more than plain variables and rules. */
function readMakefile(text: string): Makefile | null {
  const variables = new Map<string, string>();
  const rules: MakeRule[] = [];
  for (const line of text.replace(/\\\r?\n[ \t]*/g, ' ').split(/\r?\n/)) {
    if (line.startsWith('\t')) {
      const command = line.trim();
      if (command !== '' && !command.startsWith('#')) rules.at(-1)?.recipe.push(command);
      continue;
    }
    const plain = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (plain === '' || dependencyFiles.test(plain)) continue;
    if (unclear.test(plain)) return null;
    const [, name, how, value = ''] = assignment.exec(plain) ?? [];
    if (name !== undefined) {
      const before = variables.get(name);
      if (how === '+') variables.set(name, before === undefined ? value : `${before} ${value}`);
      else if (how !== '?' || (before === undefined && builtIn[name] === undefined)) variables.set(name, value);
      continue;
    }
    const colon = plain.search(/:(?!=)/);
    // What is set for one target alone, and recipes behind a semicolon, are rare.
    if (colon === -1 || /[=;]/.test(plain.slice(colon))) return null;
    rules.push({ targets: plain.slice(0, colon), recipe: [] });
  }
  return { variables, rules };
}

interface Known {
  readonly makefile: Makefile;
  readonly given: ReadonlyMap<string, string>;
  readonly isSetElsewhere: (name: string) => boolean;
  /** How many variables may still be looked up. */
  left: number;
}

/** Automatic variables become their letter, files that functions find nothing. Null where it is not known. */
function expanded(value: string, known: Known, depth: number): string | null {
  if (depth > maxDepth || known.left-- <= 0) return null;
  let result = '';
  let at = 0;
  for (let from = value.indexOf('$'); from !== -1; from = value.indexOf('$', at)) {
    result += value.slice(at, from);
    const letter = value[from + 1] ?? '';
    const end = letter === '(' || letter === '{' ? closing(value, from + 1) : from + 1;
    const isAutomatic = /^[@<^+?*]$/.test(letter);
    const part = isAutomatic ? letter : end > from + 1 ? variableValue(value.slice(from + 2, end), known, depth) : null;
    if (part === null) return null;
    result += part;
    at = end + 1;
  }
  result += value.slice(at);
  return result.length > maxText ? null : result;
}

/** Where the bracket closes that opens there; -1 where it does not. */
function closing(value: string, open: number): number {
  const [opens, closes] = value[open] === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  for (let at = open; at < value.length; at++) {
    if (value[at] === opens) depth++;
    if (value[at] === closes && --depth === 0) return at;
  }
  return -1;
}

function variableValue(name: string, known: Known, depth: number): string | null {
  if (ofFiles.test(name) || /^\w+:[^=]*=/.test(name)) return /shell/.test(name) ? null : '';
  if (!/^[\w.-]+$/.test(name)) return null;
  const { makefile, given, isSetElsewhere } = known;
  const own = given.get(name) ?? makefile.variables.get(name);
  if (own === undefined && isSetElsewhere(name)) return null;
  return expanded(own ?? builtIn[name] ?? '', known, depth + 1);
}
