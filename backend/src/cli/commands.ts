import { analyzeCommand } from './analyze-command.ts';
import type { Command } from './command.ts';
import { contextCommand } from './context-command.ts';
import { dockerfileCommand } from './dockerfile-command.ts';
import { parseCommand } from './parse-command.ts';
import { rewriteCommand } from './rewrite-command.ts';
import { verifyCommand } from './verify-command.ts';

/** All that the command line can do, in the order in which `--help` names it. */
export const commands: readonly Command[] = [
  analyzeCommand,
  dockerfileCommand,
  rewriteCommand,
  verifyCommand,
  contextCommand,
  parseCommand,
];
