import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../../../scripts/folders.ts';

export interface Answered {
  readonly code: number;
  readonly out: string;
  /** The last line of what it said besides. */
  readonly said: string;
}

/** Asks the product as a person would, on the command line. */
export async function askAligera(host: string, words: readonly string[]): Promise<Answered> {
  const cli = join(root, 'backend', 'src', 'cli.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...words], {
    env: { ...process.env, DOCKER_HOST: host },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  const [code, out, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, said: said.trim().split('\n').at(-1) ?? '' };
}
