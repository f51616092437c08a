import { annotateDockerfile } from '../annotate-dockerfile.ts';
import { bytesText } from '../bytes-text.ts';
import type { DockerfileAnswer, DockerfileView } from '../dockerfile-answers.ts';
import { Failure } from '../failure.ts';
import type { RecoveredDockerfile } from '../recovery-answers.ts';
import { analyzeSource, sourceOptions, sourceOptionsHelp, sourceWords } from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import { schemaVersion } from './json-report.ts';
import { write } from './output.ts';
import { terminalText } from './text.ts';

export const dockerfileCommand = defineCommand({
  name: 'dockerfile',
  synopsis: 'dockerfile SOURCE [--json | --plain]',
  summary: 'Prints the Dockerfile that made an image, each line with the bytes it stored.',
  usage: `${sourceWords}

  --json               one JSON document: the text, where it is from, lines and layers
  --plain              the text alone, as it is
${sourceOptionsHelp}`,
  options: { json: { type: 'boolean' }, plain: { type: 'boolean' }, ...sourceOptions },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('dockerfile needs a SOURCE');
    if (more.length > 0) throw new UsageError('dockerfile takes one SOURCE');
    if (values.json && values.plain) throw new UsageError('--json and --plain exclude each other');
    const { recovery, model, inspection } = await analyzeSource(source, values, signal);
    const { dockerfile, boundary } = recovery;
    if (values.json) {
      const view =
        dockerfile.state === 'none'
          ? null
          : annotateDockerfile(dockerfile, boundary, model, inspection.report.findings);
      await write(
        process.stdout,
        `${JSON.stringify({ schemaVersion, ...({ dockerfile, boundary, view } satisfies DockerfileAnswer) })}\n`,
      );
      return 0;
    }
    if (dockerfile.state === 'none') throw new Failure('not-found', `no Dockerfile is to be had: ${dockerfile.why}`);
    if (values.plain) {
      await write(process.stdout, dockerfile.text);
      return 0;
    }
    const view = annotateDockerfile(dockerfile, boundary, model, inspection.report.findings);
    await write(process.stdout, `${annotated(dockerfile, view)}\n`);
    return 0;
  },
});

function annotated(dockerfile: RecoveredDockerfile, view: DockerfileView): string {
  const first = new Map(view.instructions.map((instruction) => [instruction.startLine, instruction]));
  const lines = dockerfile.text.replace(/\n$/, '').split('\n');
  const width = String(lines.length).length;
  const shown = lines.map((line, i) => {
    const { bytes = null, findings = [] } = first.get(i + 1) ?? {};
    const size = bytes === null || bytes.stored === 0 ? '' : bytesText(bytes.stored);
    const gone = bytes !== null && bytes.reclaimable > 0 ? `-${bytesText(bytes.reclaimable)}` : '';
    const found =
      findings.length === 0 ? '' : `   # ${findings.length} found, the largest ${bytesText(findings[0]?.bytes ?? 0)}`;
    const text = terminalText(line.replace(/\r$/, '').replaceAll('\t', '    '));
    return `${size.padStart(8)} ${gone.padStart(9)}  ${String(i + 1).padStart(width)}  ${text}${found}`;
  });
  const { mismatch } = dockerfile.lines;
  const head = [
    `${dockerfile.exactness}, from ${dockerfile.source}${dockerfile.filename === 'Dockerfile' ? '' : `: ${terminalText(dockerfile.filename)}`}`,
    ...(mismatch === null
      ? []
      : [`does not match the image from line ${mismatch.fromLine} on: ${terminalText(mismatch.why)}`]),
    ...dockerfile.notes.map((note) => `note: ${terminalText(note)}`),
    ...view.messages.map(
      ({ severity, id, startLine, message }) =>
        `${severity}, line ${startLine}: ${id === null ? '' : `${id}: `}${terminalText(message)}`,
    ),
  ];
  return `${head.join('\n')}\n\n${'stored'.padStart(8)} ${'gone'.padStart(9)}\n${shown.join('\n')}`;
}
