import { analyzeSource, sourceOptions, sourceOptionsHelp, sourceWords } from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import { writeJson, writeText } from './report.ts';

export const analyzeCommand = defineCommand({
  name: 'analyze',
  synopsis: 'analyze SOURCE [--json] [--platform OS/ARCH] [--top N]',
  summary: 'Shows where the bytes of a container image went.',
  usage: `${sourceWords}

  --json               one JSON document on standard output
  --top N              reclaimable files to list (default 15; with --json all are)
${sourceOptionsHelp}`,
  options: { json: { type: 'boolean' }, top: { type: 'string' }, ...sourceOptions },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('analyze needs a SOURCE');
    if (more.length > 0) throw new UsageError('analyze takes one SOURCE');
    const top = Number(values.top ?? 15);
    if (!Number.isInteger(top) || top < 0) throw new UsageError('--top takes a whole number');
    const analyzed = await analyzeSource(source, values, signal);
    if (values.json) await writeJson(analyzed, process.stdout);
    else await writeText(analyzed, top, process.stdout);
    return 0;
  },
});
