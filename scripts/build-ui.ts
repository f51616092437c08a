import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './folders.ts';

const run = promisify(execFile);

/**
 * Builds the page of the extension.
 * @returns the folder it is in
 * @throws with what the bundler said
 */
export async function buildUi(): Promise<string> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  try {
    await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: join(root, 'ui') });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`the page could not be built:\n${output}`, { cause: error });
  }
  return join(root, 'ui', 'dist');
}
