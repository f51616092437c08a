import type { InspectedImage } from '../inspected-image.ts';
import { secretsAmong } from '../secrets/assignments.ts';
import { secretsInCommand } from '../secrets/command-secrets.ts';
import { distinct, type SecretTrace } from '../secrets/secret-trace.ts';

/** A secret in a line of the history. */
export interface HistorySecret {
  readonly trace: SecretTrace;
  /** What the line is: `RUN`, `ARG`. */
  readonly instruction: string;
  /** The layer that the line made; null where it made none, or the history does not tell. */
  readonly layer: number | null;
}

const maxLines = 2000;
const looked = 64 << 10;
/** `ENV`, `ARG` and `LABEL` as BuildKit and the older builder write them. */
const setting = /^(?:\/bin\/sh -c #\(nop\)\s{1,4})?(ENV|ARG|LABEL)\s{1,4}/;
/** Build arguments that a RUN line was given: `|2 A=1 B=2 /bin/sh -c …`. */
const given = /^(?:RUN )?\|(\d{1,4}) /;

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
    const line = (created_by ?? '').slice(0, looked);
    for (const trace of secretsIn(line, stillSet)) {
      // A build argument is told again by each RUN that follows.
      const key = `${trace.what} ${trace.shown}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push({ trace, instruction: instructionOf(line), layer: makes && isAligned ? layer : null });
    }
    if (makes) layer++;
  }
  return found;
}

function instructionOf(line: string): string {
  const [, name] = setting.exec(line) ?? /^([A-Z]{2,20}) /.exec(line) ?? [];
  return name ?? 'RUN';
}

function secretsIn(line: string, stillSet: ReadonlySet<string>): SecretTrace[] {
  const [start, name] = setting.exec(line) ?? [];
  if (start !== undefined) {
    const text = line.slice(start.length).replace(/ # buildkit$/, '');
    const pairs = name === 'ENV' && stillSet.has(text) ? [] : namedIn(text);
    return name === 'LABEL'
      ? []
      : distinct([...secretsAmong(pairs), ...(pairs.length > 0 ? secretsInCommand(text) : [])]);
  }
  const [prefix, count] = given.exec(line) ?? [];
  const argumentsGiven = prefix === undefined ? [] : namedIn(line.slice(prefix.length)).slice(0, Number(count));
  return distinct([...secretsAmong(argumentsGiven), ...secretsInCommand(line)]);
}

/** `A=1 B=two words C=3`: what follows a name, up to the next one. Quotes were lost when the line was written. */
function namedIn(text: string) {
  return Array.from(text.matchAll(/(?:^|\s)([A-Za-z_]\w{0,100})=(\S{0,4096})/g), ([, name = '', value = '']) => {
    return { name, value: value.replace(/^["']|["']$/g, '') };
  });
}
