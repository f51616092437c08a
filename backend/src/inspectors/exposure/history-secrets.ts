import type { InspectedImage } from '../inspected-image.ts';
import { secretsInCommand } from '../secrets/command-secrets.ts';
import type { SecretTrace } from '../secrets/secret-trace.ts';
import { secretsOfVariable } from './config-secrets.ts';

/** A secret in a line of the history. */
export interface HistorySecret {
  readonly trace: SecretTrace;
  /** What has it: `ARG NPM_TOKEN`, `RUN`. */
  readonly setting: string;
  /** The layer that the line made; null where it made none, or the history does not tell. */
  readonly layer: number | null;
}

type LineSecret = Omit<HistorySecret, 'layer'>;

const maxLines = 2000;
const looked = 64 << 10;
/** `ENV` and `ARG` as BuildKit and the older builder write them. */
const variables = /^(?:\/bin\/sh -c #\(nop\)\s{1,4})?(ENV|ARG)\s{1,4}/;
/** Build arguments that a RUN line was given: `|2 A=1 B=2 /bin/sh -c …`. */
const given = /^(?:RUN )?\|(\d{1,4}) /;
/** Where the command begins behind them, whatever the shell is. */
const shellOption = / -c /;

/** Secrets that every `docker history` shows. Variables that are still set are those of the configuration. */
export function secretsInHistory(image: InspectedImage): HistorySecret[] {
  const lines = (image.config.history ?? []).slice(0, maxLines);
  const making = lines.filter(({ empty_layer }) => empty_layer !== true).length;
  const isAligned = making === image.layers.length;
  const stillSet = new Set(image.config.config?.Env ?? []);
  const found: HistorySecret[] = [];
  const seen = new Set<string>();
  let layer = 0;
  for (const { created_by, empty_layer } of lines) {
    const makes = empty_layer !== true;
    for (const { trace, setting } of secretsIn((created_by ?? '').slice(0, looked), stillSet)) {
      // A build argument is told again by each RUN that follows.
      const key = `${setting} ${trace.shown}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push({ trace, setting, layer: makes && isAligned ? layer : null });
    }
    if (makes) layer++;
  }
  return found;
}

function secretsIn(line: string, stillSet: ReadonlySet<string>): LineSecret[] {
  const [start, instruction] = variables.exec(line) ?? [];
  if (start !== undefined) {
    const pairs = pairsIn(line.slice(start.length));
    return inPairs(
      instruction ?? '',
      pairs.filter(({ name, value }) => !stillSet.has(`${name}=${value}`)),
    );
  }
  const [prefix, count] = given.exec(line) ?? [];
  const command = prefix === undefined ? line : line.slice(shellOption.exec(line)?.index ?? prefix.length);
  const instructionOfLine = /^(?!RUN)([A-Z]{2,20}) /.exec(line)?.[1] ?? 'RUN';
  return [
    ...(prefix === undefined ? [] : inPairs('ARG', pairsIn(line.slice(prefix.length)).slice(0, Number(count)))),
    ...secretsInCommand(command).map((trace) => ({ trace, setting: instructionOfLine })),
  ];
}

function inPairs(
  instruction: string,
  pairs: readonly { readonly name: string; readonly value: string }[],
): LineSecret[] {
  return pairs.flatMap(({ name, value }) =>
    secretsOfVariable(name, value).map((trace) => ({ trace, setting: `${instruction} ${name}` })),
  );
}

/** `A=1 B=two words C=3`: what follows a name, up to a blank. Quotes were lost when the line was written. */
function pairsIn(text: string) {
  return Array.from(text.matchAll(/(?:^|\s)([A-Za-z_]\w{0,100})=(\S{0,4096})/g), ([, name = '', value = '']) => {
    return { name, value: value.replace(/^["']|["']$/g, '') };
  });
}
