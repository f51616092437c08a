import { plainCommands } from '../../dockerfile/lint/plain-commands.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { shellHealthCheck } from '../larger-than-distroless/health-check.ts';
import { planDistroless } from '../larger-than-distroless/plan.ts';
import { type Rule, review, type Skipped, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** Written where nothing but the health check keeps the last stage from a base without a shell. */
export const healthCheckNeedsShell: Rule = {
  id: 'health-check-needs-shell',
  level: 'distroless',
  title: 'Let the program’s own runtime check its health',
  suggest: (subject) => {
    const { result: stage } = subject;
    const check = stage === null ? null : shellHealthCheck(stage);
    if (check === null) return [];
    const plan = planDistroless(subject, false);
    if (plan === null || typeof plan === 'string') return [];
    const url = checkedUrl(subject, check);
    if (url === null) {
      return [skipped(check.start, 'the health check is not known to do nothing but ask for one address')];
    }
    return [
      plan.runtime === 'node' || plan.runtime === 'python' ? written(check, url, plan.runtime) : programsOwn(check),
    ];
  },
};

function programsOwn(check: Instruction): Skipped {
  return skipped(
    check.start,
    'the health check runs a program that distroless does not have, and nothing there could ask in its place',
  );
}

/** The one address that curl or wget asks for; null where the check does anything else. */
function checkedUrl(subject: Subject, check: Instruction): string | null {
  const read = subject.run(check);
  if (read.kind !== 'commands') return null;
  const { items } = read.script.list;
  const [first, second] = items.map(({ command }) => command);
  if (first?.kind !== 'simple' || items.length > 2 || items[0]?.negated || first.assignments.length > 0) return null;
  // Whatever curl ends with, unhealthy is 1.
  if (second !== undefined) {
    const isExit = second.kind === 'simple' && second.name?.value === 'exit' && second.args[0]?.value === '1';
    if (items[1]?.separator?.operator !== '||' || !isExit) return null;
  }
  const [command] = plainCommands(read.script);
  if (command === undefined || command.command !== first || !first.args.every(({ kind }) => kind === 'literal'))
    return null;
  if (first.redirections.some(({ target }) => target?.value !== '/dev/null' && target?.value !== '1')) return null;
  const urls = command.args.filter(
    (word) => !word.startsWith('-') && /^(?:https?:\/\/)?[\w.-]+(?::\d+)?(?:\/|$)/.test(word) && word !== '/dev/null',
  );
  const harmless =
    command.name === 'curl'
      ? /^(?:-[fsSIkLgo]+|--fail|--silent|--show-error|--head|--location|--output=?.*|\/dev\/null)$/
      : command.name === 'wget'
        ? /^(?:-q|-nv|-S|-O-|-O|-qO-|-qO|-|--spider|--quiet|--no-verbose|--tries=\d+|--output-document=.*|\/dev\/null)$/
        : null;
  const others = command.args.filter((word) => !urls.includes(word));
  const [url] = urls;
  if (harmless === null || url === undefined || urls.length > 1 || !others.every((word) => harmless.test(word)))
    return null;
  // Without `-f` curl calls any answer a success, and with `-k` any certificate: neither is what the new check does.
  if (command.name === 'curl' && !command.options.some((option) => option === 'f' || option === 'fail')) return null;
  if (command.options.includes('k')) return null;
  return /^https?:\/\//.test(url) ? url : `http://${url}`;
}

function written({ values, argument }: Instruction, url: string, runtime: 'node' | 'python'): Suggestion {
  const script =
    runtime === 'node'
      ? `fetch(${JSON.stringify(url)}).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`
      : `import urllib.request; urllib.request.urlopen(${JSON.stringify(url)})`;
  const words = runtime === 'node' ? ['node', '-e', script] : ['python', '-c', script];
  const [, commands = argument] = values;
  return {
    kind: 'suggestion',
    anchor: '',
    title: 'Let the program’s own runtime check its health',
    reason: `${runtime === 'node' ? 'Node.js' : 'Python'} asks for ${url} itself, so that a health check takes neither a shell nor a program for it.`,
    evidence: [`the health check asks for ${url}, and nothing else`],
    risk: review('each check starts the runtime, which takes longer than a small program: look at its timeout'),
    edits: [
      { start: commands.start, end: commands.end, text: `[${words.map((word) => JSON.stringify(word)).join(', ')}]` },
    ],
    effects: [],
  };
}
