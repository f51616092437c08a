import type { Dockerfile } from '../syntax.ts';
import { type CheckOptions, fileCheckOptions, withComments } from './check-options.ts';
import { hadolintIgnores } from './hadolint-ignores.ts';
import type { LintFinding, LintMessage, LintRule } from './lint-rule.ts';
import { type LintOptions, lintSubject } from './lint-subject.ts';
import { lintRules } from './registry.ts';

/**
 * What the known linters say of a file, under their ids, except where it asks them not to. In the order of the lines.
 * A file with errors is linted as far as it could be read.
 */
export function lint(file: Dockerfile, options: LintOptions = {}): LintMessage[] {
  const subject = lintSubject(file, options);
  const checks = fileCheckOptions(file);
  const ignored = hadolintIgnores(file);
  const messages: LintMessage[] = [];
  for (const rule of lintRules) {
    for (const finding of rule.find(subject)) {
      const told =
        rule.tool === 'hadolint'
          ? !ignored(rule.id, finding.lines.startLine)
          : isTold(rule, withComments(checks, finding.comments), options);
      if (told) messages.push(messageOf(rule, finding, checks));
    }
  }
  return messages.sort((a, b) => a.startLine - b.startLine || a.start - b.start);
}

function isTold({ id, experimental }: LintRule, checks: CheckOptions, options: LintOptions): boolean {
  if (!experimental) return checks.skip !== 'all' && !checks.skip.has(id);
  return options.experimental === true || checks.experimental === 'all' || checks.experimental.has(id);
}

function messageOf(rule: LintRule, { lines, at, message }: LintFinding, checks: CheckOptions): LintMessage {
  const { id, tool, severity, url } = rule;
  const { startLine, endLine } = lines;
  const fails = tool === 'buildkit' && checks.error;
  return { id, tool, severity: fails ? 'error' : severity, startLine, endLine, ...rangeOf(at), message, url };
}

function rangeOf({ start, end }: LintFinding['at']) {
  return { start, end };
}
