import type { ImageEvidence } from '../evidence.ts';

/** Names of programs that commands of the container mention: the command itself, scripts on its way, the health check. */
export function namedPrograms({ facts, config }: ImageEvidence): ReadonlySet<string> {
  const texts = [...(config.config?.Healthcheck?.Test ?? [])];
  if (facts.entrypoint.state === 'known') {
    const { command, runs, shellRuns, steps } = facts.entrypoint.value;
    texts.push(...command, ...runs, ...shellRuns);
    for (const { word, path, says } of steps) texts.push(word, path ?? '', says);
  }
  const words = texts.flatMap((text) => text.split(/[\s;&|()"'`=,]+/));
  return new Set(words.map((word) => word.slice(word.lastIndexOf('/') + 1)).filter((word) => word !== ''));
}
