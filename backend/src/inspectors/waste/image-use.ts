import { noNode, type PathNode } from '../../image/merge.ts';
import type { Confidence, Facts, PackageManager, Runtime } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { KnownFacts } from '../inspector.ts';

export type Known = KnownFacts & Facts;

/** Of the command and of the environment: more are looked at by nobody, and cost a walk each. */
const maxWords = 1000;
const maxPrograms = 200;
const maxSearched = 20;
/** As the engine sets it where the image does not. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const uses = new WeakMap<InspectedImage, ImageUse>();

/** Read once for all finders. */
export function useOf(image: InspectedImage, known: Known): ImageUse {
  const use = uses.get(image) ?? new ImageUse(image, known);
  uses.set(image, use);
  return use;
}

/** What containers of an image run, as far as its configuration and the entrypoint's facts say. */
export class ImageUse {
  readonly known: Known;
  readonly image: InspectedImage;
  readonly #words: readonly string[];
  readonly #programs: ReadonlySet<string>;
  /** The language that messages are in (`LC_ALL`, `LC_MESSAGES`, `LANG`, in that order): `de_DE`. Null for C and none. */
  readonly language: string | null;
  #installed: ReadonlySet<string> | null = null;
  #usedPaths: readonly PathNode[] | null = null;

  constructor(image: InspectedImage, known: Known) {
    this.known = known;
    this.image = image;
    const { Entrypoint, Cmd } = image.config.config ?? {};
    const written = [...(Entrypoint ?? []), ...(Cmd ?? [])];
    const { entrypoint } = known;
    if (entrypoint.state === 'known') {
      const { command, steps, healthCheck, program, script, runs, shellRuns } = entrypoint.value;
      written.push(...command, ...runs, ...shellRuns, ...(healthCheck ?? []), program ?? '', script ?? '');
      for (const { word, path } of steps) written.push(word, path ?? '');
    }
    const words = new Set(written.flatMap((text) => text.split(/[\s;&|()"'`=,:]+/, maxWords)));
    words.delete('');
    this.#words = [...words].slice(0, maxWords);
    this.#programs = new Set(this.#words.map((word) => word.slice(word.lastIndexOf('/') + 1)));
    const locale = this.env('LC_ALL') || this.env('LC_MESSAGES') || this.env('LANG') || '';
    const language = locale.replace(/[.@].*$/, '');
    this.language = language === '' || language === 'C' || language === 'POSIX' ? null : language;
  }

  /** Whether a container runs one of these programs, told by their names. */
  runs(...programs: readonly string[]): 'yes' | 'no' | 'unknown' {
    if (programs.some((program) => this.#programs.has(program))) return 'yes';
    return this.isUnderstood ? 'no' : 'unknown';
  }

  /** Whether it is known which program runs, and that it is no shell or interpreter that waits for commands. */
  get isUnderstood(): boolean {
    const { entrypoint } = this.known;
    if (entrypoint.state !== 'known') return false;
    const { program, runtime, runs, unresolved } = entrypoint.value;
    if (program === null || runtime === null || runtime === 'shell' || unresolved !== null) return false;
    return runtime === 'binary' || runs.length > 1;
  }

  /** What the program that stays is run by; null where that is not known. */
  get runtime(): Runtime['kind'] | 'binary' | 'shell' | null {
    const { entrypoint } = this.known;
    return entrypoint.state === 'known' ? entrypoint.value.runtime : null;
  }

  /** Whether a word of what is run, or of the environment, says that. */
  mentions(pattern: RegExp): boolean {
    const environment = this.image.config.config?.Env ?? [];
    return this.#words.some((word) => pattern.test(word)) || environment.some((setting) => pattern.test(setting));
  }

  /** Whether the image has that package in that version, its epoch aside. Names as PEP 503 has them for Python. */
  isInstalled(manager: PackageManager, name: string, version: string): boolean {
    this.#installed ??= new Set(
      this.known.packages.packages.map((one) => installedKey(one.manager, one.name, one.version)),
    );
    return this.#installed.has(installedKey(manager, name, version));
  }

  /** Whether the folder that containers start in has something of that name. */
  hasInWorkingDir(name: string): boolean {
    const { tree, config } = this.image;
    return tree.resolve(`${config.config?.WorkingDir || ''}/${name}`) !== noNode;
  }

  /** Value of an environment variable; null where the image sets none. */
  env(name: string): string | null {
    const setting = (this.image.config.config?.Env ?? []).find((text) => text.startsWith(`${name}=`));
    return setting?.slice(name.length + 1) ?? null;
  }

  /** What the configuration names and containers certainly use: programs, scripts, folders on search paths. */
  get usedPaths(): readonly PathNode[] {
    this.#usedPaths ??= this.#findUsedPaths();
    return this.#usedPaths;
  }

  #findUsedPaths(): PathNode[] {
    const { tree, config } = this.image;
    const workingDir = config.config?.WorkingDir || '/';
    const start = Math.max(tree.resolve(workingDir), 0);
    const paths = [workingDir, ...this.#words, ...this.#environmentPaths()];
    const { entrypoint } = this.known;
    if (entrypoint.state === 'known') paths.push(...entrypoint.value.closure.files);
    const found = paths.map((path) => tree.resolve(path.replace(/\/\*$/, ''), start));
    const search = (this.env('PATH') ?? defaultPath).split(':', maxSearched);
    for (const program of this.#words.filter((word) => !word.includes('/')).slice(0, maxPrograms)) {
      const places = [...search, 'node_modules/.bin', 'vendor/bin'].map((folder) =>
        tree.resolve(`${folder}/${program}`, start),
      );
      found.push(places.find((node) => node !== noNode) ?? noNode);
    }
    return found.filter((node) => node > 0);
  }

  /** Not of variables that say where caches and logs are: those are there to be filled. */
  #environmentPaths(): string[] {
    return (this.image.config.config?.Env ?? [])
      .map((setting) => setting.split('=', 2))
      .filter(([name = '']) => !/CACHE|LOG|TMP|TEMP|^HOME$/i.test(name))
      .flatMap(([, value = '']) => value.split(':', maxWords))
      .filter((path) => path.startsWith('/'))
      .slice(0, maxWords);
  }
}

function installedKey(manager: PackageManager, name: string, version: string): string {
  const normal = manager === 'python' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
  return `${manager} ${normal} ${version.replace(/^\d+:/, '')}`;
}

/** For kinds that only some programs use: certain where it is known that none of them runs. */
export function unlessRun(...programs: readonly string[]): (use: ImageUse) => Confidence | null {
  return (use) => {
    switch (use.runs(...programs)) {
      case 'yes':
        return null;
      case 'no':
        return 'certain';
      case 'unknown':
        return 'likely';
    }
  };
}

const compilers = 'gcc g++ cc c++ clang clang++ ld gfortran make cmake ninja go cargo rustc node-gyp'.split(' ');

/** For what only compilers read. Where nobody knows what runs, a container may be there to compile in. */
export function unlessCompiling(use: ImageUse): Confidence | null {
  if (use.runs(...compilers) === 'yes') return null;
  return use.isUnderstood ? 'likely' : 'possible';
}
