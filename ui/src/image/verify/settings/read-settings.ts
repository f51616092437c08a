import type { HttpRequest, RunSettings } from '@aligera/backend/src/verify/run/settings.ts';
import { commandWords } from './command-words.ts';
import type { TextField, WrittenSettings } from './written-settings.ts';

export type SettingsField = TextField | 'env';

export interface ReadSettings {
  /** What is not said is the service's own choice. */
  readonly run: Partial<RunSettings>;
  readonly buildMinutes: number;
  readonly budgetMinutes: number;
  /** What does not fit, by field, for people. Nothing is asked of the service as long as there is any. */
  readonly errors: Readonly<Partial<Record<SettingsField, string>>>;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** What the service can be asked with, of what a person wrote. The bounds are the service's. */
export function readSettings(written: WrittenSettings): ReadSettings {
  const errors: Partial<Record<SettingsField, string>> = {};
  const read = <T>(field: SettingsField, value: T | Wrong): T | undefined => {
    if (!(value instanceof Wrong)) return value;
    errors[field] = value.why;
    return undefined;
  };
  const number = (field: TextField, least: number, most: number, whole: boolean) =>
    read(field, numberIn(written[field], least, most, whole)) ?? least;
  const run: Partial<RunSettings> = {
    env: read('env', environment(written.env)) ?? {},
    entrypoint: read('entrypoint', command(written.entrypoint)) ?? null,
    args: read('args', command(written.args)) ?? null,
    ports: read('ports', portsIn(written.ports)) ?? [],
    requests: read('requests', requestsIn(written.requests)) ?? null,
    testCommand: read('testCommand', command(written.testCommand)) ?? null,
    files: read('files', pathsIn(written.files)) ?? [],
    network: written.network,
    memoryBytes: number('memoryMebibytes', 16, 65_536, true) * 2 ** 20,
    cpus: number('cpus', 0.1, 64, false),
    secondsToStart: number('secondsToStart', 1, 600, false),
    secondsToObserve: number('secondsToObserve', 1, 300, false),
  };
  const buildMinutes = number('buildMinutes', 1, 600, false);
  return { run, buildMinutes, budgetMinutes: number('budgetMinutes', 1, 600, false), errors };
}

class Wrong {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

function environment(env: WrittenSettings['env']): Record<string, string> | Wrong {
  const values = new Map<string, string>();
  for (const { name, value } of env) {
    if (name === '' && (value ?? '') === '') continue;
    if (name === '') return new Wrong('A value has no name.');
    if (/[=\0]/.test(name)) return new Wrong(`${name} is no name: names have no equals sign.`);
    if (values.has(name)) return new Wrong(`${name} is set twice.`);
    if (value === null) return new Wrong(`The value of ${name} is not kept: give it again, or take the variable away.`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

function command(text: string): string[] | null | Wrong {
  const read = commandWords(text);
  if (read.state === 'unclear') return new Wrong(read.why);
  if (read.words.length > 1000) return new Wrong('It has more than 1000 words.');
  return read.words.length === 0 ? null : [...read.words];
}

function portsIn(text: string): number[] | Wrong {
  const ports: number[] = [];
  for (const word of text.split(/[\s,]+/).filter((one) => one !== '')) {
    const port = Number(word);
    if (!/^\d+$/.test(word) || port < 1 || port > 65_535) return new Wrong(`${word} is no port: 1 to 65535.`);
    if (!ports.includes(port)) ports.push(port);
  }
  return ports.length > 32 ? new Wrong('At most 32 ports are looked at.') : ports;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function requestsIn(text: string): HttpRequest[] | null | Wrong {
  const requests: HttpRequest[] = [];
  for (const line of linesOf(text)) {
    const [, word = 'GET', path = ''] = /^(?:([A-Za-z]+)\s+)?(.*)$/.exec(line) ?? [];
    const method = methods.find((one) => one === word.toUpperCase());
    if (method === undefined) return new Wrong(`${word} is no method: ${methods.join(', ')}.`);
    if (!/^\/[^\s#]*$/.test(path)) return new Wrong(`${line}: a path begins with a slash and has no spaces.`);
    requests.push({ method, path, port: null, headers: {}, body: null });
  }
  if (requests.length > 200) return new Wrong('At most 200 paths are asked for.');
  return requests.length === 0 ? null : requests;
}

function pathsIn(text: string): string[] | Wrong {
  const paths = linesOf(text);
  const other = paths.find((path) => !path.startsWith('/'));
  if (other !== undefined) return new Wrong(`${other}: a path in the container begins with a slash.`);
  return paths.length > 50 ? new Wrong('At most 50 files or folders are compared.') : paths;
}

function numberIn(text: string, least: number, most: number, whole: boolean): number | Wrong {
  const value = Number(text);
  const fits = text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value));
  return fits ? value : new Wrong(`${whole ? 'A whole number' : 'A number'} from ${least} to ${most}.`);
}
