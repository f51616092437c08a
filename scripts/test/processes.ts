import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../folders.ts';

const running = new Set<ChildProcess>();
let stopped: NodeJS.Signals | null = null;

/** The signal by which a person or the machine ended the run; what was started still gets cleared away. */
export const stopSignal = () => stopped;

export function listenForStop(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopped = signal;
      // Ctrl-C reaches them by itself, through the terminal.
      if (signal !== 'SIGINT') for (const child of running) child.kill(signal);
    });
  }
}

interface Ran {
  /** Its exit code, 1 where a signal ended it. */
  readonly code: number;
  /** The beginning of what it printed. */
  readonly said: string;
}

const mostSaid = 10_000;

/**
 * Runs a file of an npm package on this very Node, as quietly about its experimental parts.
 * @param say gets its output
 * @param before a program that runs it in its turn, with that program's arguments
 */
export function runTool(
  file: string,
  args: readonly string[],
  say: (text: string) => void,
  env: NodeJS.ProcessEnv = {},
  before: readonly string[] = [],
): Promise<Ran> {
  const options = [process.env.NODE_OPTIONS, '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' ');
  const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  return new Promise((resolve, reject) => {
    const [program = '', ...words] = [...before, process.execPath, join(root, 'node_modules', file), ...args];
    const child = spawn(program, words, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: options, ...colors, ...env },
    });
    running.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        say(text);
        if (said.length < mostSaid) said += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, said });
    });
  });
}

/**
 * Runs a program out of Ctrl-C's reach, as what it starts or ends must not be left half done.
 * @param onSaid gets what it says of its progress
 */
export function runApart(
  program: string,
  args: readonly string[],
  onSaid: (text: string) => void,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...env },
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', onSaid);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout: stdout.trim() }));
  });
}

/** The path of the first of these programs that PATH has. */
export function onPath(...names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  return found ?? null;
}
