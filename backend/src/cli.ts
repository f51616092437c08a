import { parseArgs } from 'node:util';
import { UsageError } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { Failure } from './failure.ts';
import { ownVersion } from './settings.ts';

const exitFailed = 1;
const exitUsage = 2;
const exitInterrupted = 130;

const usage = `Shows where the bytes of a container image went, and what of them could go.

${commands.map(({ synopsis }, i) => `${i === 0 ? 'usage:' : '      '} aligera ${synopsis}`).join('\n')}

${commands.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

  --version, --help    (aligera COMMAND --help says what that command takes)

Exit status: 0 done, 1 failed, 2 bad usage, 130 interrupted; verify has its own.`;

async function run(args: string[], signal: AbortSignal): Promise<number> {
  const { at, name, version, help } = findCommand(args);
  const command = commands.find((known) => known.name === name);
  if (command === undefined && help) console.log(usage);
  else if (version) console.log(ownVersion());
  else if (name === undefined) throw new UsageError('no command given');
  else if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(name)}`);
  else return await command.run(args.toSpliced(at, 1), signal);
  return 0;
}

/** The first word that is no option, nor the value of one: options may also stand before the command. */
function findCommand(args: string[]) {
  const options = Object.assign({}, ...commands.map((command) => command.options));
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const word = tokens.find((token) => token.kind === 'positional');
  const has = (name: string) => tokens.some((token) => token.kind === 'option' && token.name === name);
  return { at: word?.index ?? -1, name: word?.value, version: has('version'), help: has('help') || has('h') };
}

async function main(args: string[]): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  try {
    return await run(args, interrupt.signal);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`aligera: ${oneLine(error.message)}. See aligera --help.`);
      return exitUsage;
    }
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'cancelled') return exitInterrupted;
    console.error(`aligera: ${oneLine(error.message)}${error.hint === null ? '' : `. ${oneLine(error.hint)}`}`);
    return error.code === 'bad-request' ? exitUsage : exitFailed;
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

// A reader that has seen enough (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
