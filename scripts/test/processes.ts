import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../folders.ts';

let current: ChildProcess | null = null;
let stopped: NodeJS.Signals | null = null;

/** The signal by which a person or the machine ended the run; what was started still gets cleared away. */
export const stopSignal = () => stopped;

export function listenForStop(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopped = signal;
      // Ctrl-C reaches the child by itself, through the terminal.
      if (signal !== 'SIGINT') current?.kill(signal);
    });
  }
}

/** Runs a program with our own output. @returns its exit code, 1 where a signal ended it */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    current = child;
    child.on('error', reject);
    child.on('exit', (code) => {
      current = null;
      resolve(code ?? 1);
    });
  });
}

/** Runs a file of an npm package on this very Node, and as quietly about its experimental parts. */
export function runTool(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const options = [process.env.NODE_OPTIONS, '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' ');
  return run(process.execPath, [join(root, 'node_modules', file), ...args], { NODE_OPTIONS: options, ...env });
}

/** Runs a program out of Ctrl-C's reach, as what it starts or ends must not be left half done. */
export function runApart(program: string, args: readonly string[]): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
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
