import { analyzeSource, sourceOptions, sourceOptionsHelp, sourceWords } from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import { writeJson } from './json-report.ts';
import { writeMarkdown } from './markdown-report.ts';
import { writeText } from './text-report.ts';

const formats = ['text', 'json', 'markdown'];

export const analyzeCommand = defineCommand({
  name: 'analyze',
  synopsis: 'analyze SOURCE [--json | --format FORMAT] [--platform OS/ARCH] [--top N]',
  summary: 'Shows where the bytes of a container image went.',
  usage: `${sourceWords}

  --format FORMAT      text (default), json: one document with all that is known, or
                       markdown: a report to paste into a pull request
  --json               the same as --format json
  --top N              findings, packages and files to list (default 15; json has all)
${sourceOptionsHelp}`,
  options: { json: { type: 'boolean' }, format: { type: 'string' }, top: { type: 'string' }, ...sourceOptions },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('analyze needs a SOURCE');
    if (more.length > 0) throw new UsageError('analyze takes one SOURCE');
    const top = Number(values.top ?? 15);
    if (!Number.isInteger(top) || top < 0) throw new UsageError('--top takes a whole number');
    const format = values.format ?? (values.json ? 'json' : 'text');
    if (!formats.includes(format)) throw new UsageError(`--format is one of ${formats.join(', ')}`);
    if (values.json && format !== 'json') throw new UsageError(`--json and --format ${format} exclude each other`);
    const analyzed = await analyzeSource(source, values, signal);
    if (format === 'json') await writeJson(analyzed, process.stdout);
    else if (format === 'markdown') await writeMarkdown(analyzed, top, process.stdout);
    else await writeText(analyzed, top, process.stdout);
    return 0;
  },
});
