import type { v1 } from '@docker/extension-api-client-types';
import { type ExecEvent, tokenHeader } from './contract.ts';

/** Runs docker commands by way of the host: at once, or streaming where `stream` is asked for. */
export function dockerExec(token: string): v1.Exec {
  function exec(cmd: string, args: string[], options?: v1.ExecOptions): Promise<v1.ExecResult>;
  function exec(cmd: string, args: string[], options: v1.SpawnOptions): v1.ExecProcess;
  function exec(cmd: string, args: string[], options: v1.ExecOptions | v1.SpawnOptions = {}) {
    const abort = new AbortController();
    const events = execEvents(token, { cmd, args, cwd: options.cwd, env: options.env }, abort.signal);
    if (!('stream' in options)) return wholeResult(`docker ${[cmd, ...args].join(' ')}`, events);
    void stream(events, options.stream, abort.signal);
    return { close: () => abort.abort() };
  }
  return exec;
}

async function* execEvents(token: string, command: object, signal: AbortSignal): AsyncGenerator<ExecEvent> {
  const response = await fetch('/host/exec', {
    method: 'POST',
    headers: { [tokenHeader]: token, 'content-type': 'application/json' },
    body: JSON.stringify(command),
    signal,
  });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  yield* lines(response.body.pipeThrough(new TextDecoderStream()));
}

async function* lines(text: ReadableStream<string>): AsyncGenerator<ExecEvent> {
  const reader = text.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const pieces = (rest + value).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) yield JSON.parse(piece);
  }
}

async function wholeResult(cmd: string, events: AsyncIterable<ExecEvent>): Promise<v1.ExecResult> {
  let stdout = '';
  let stderr = '';
  for await (const event of events) {
    if ('stdout' in event) stdout += event.stdout;
    else if ('stderr' in event) stderr += event.stderr;
    else if ('failed' in event) throw { cmd, stdout, stderr: event.failed, code: -1 };
    else if (event.exit !== 0) throw { cmd, stdout, stderr, code: event.exit, signal: event.signal ?? undefined };
  }
  const outputLines = () => stdout.split('\n').filter((line) => line !== '');
  return {
    cmd,
    code: 0,
    stdout,
    stderr,
    lines: outputLines,
    parseJsonLines: () => outputLines().map((line) => JSON.parse(line)),
    parseJsonObject: () => JSON.parse(stdout),
  };
}

async function stream(events: AsyncIterable<ExecEvent>, to: v1.ExecStreamOptions, signal: AbortSignal): Promise<void> {
  const stdout = output((text) => to.onOutput?.({ stdout: text }), to.splitOutputLines === true);
  const stderr = output((text) => to.onOutput?.({ stderr: text }), to.splitOutputLines === true);
  try {
    for await (const event of events) {
      if ('stdout' in event) stdout.push(event.stdout);
      else if ('stderr' in event) stderr.push(event.stderr);
      else if ('failed' in event) to.onError?.(event.failed);
      else {
        stdout.end();
        stderr.end();
        to.onClose?.(event.exit);
      }
    }
  } catch (error) {
    if (!signal.aborted) to.onError?.(error);
  }
}

/** Passes text on as it comes, or line by line. */
function output(emit: (text: string) => void, byLine: boolean) {
  let rest = '';
  return {
    push(text: string) {
      if (!byLine) return emit(text);
      const pieces = (rest + text).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) emit(piece);
    },
    end() {
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}
