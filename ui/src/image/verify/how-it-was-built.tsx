import type { Verdict } from '@aligera/backend/src/verify-answers.ts';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { Name } from '../../display/path.tsx';
import { BuildTimeline } from './build-timeline.tsx';
import type { ShowLine } from './line-link.tsx';
import { contextWords } from './verdict-words.ts';

/** Where the files of the build came from, and its steps. */
export function HowItWasBuilt({ verdict, onLine }: { verdict: Verdict; onLine: ShowLine }) {
  const { steps, context } = verdict.build;
  const cached = steps.filter(({ state }) => state === 'cached').length;
  return (
    <>
      {context !== null && (
        <div className="aside">
          {contextWords[context.kind]}
          {context.files !== null && context.kind !== 'none' && `, ${counted(context.files, 'file')}`}
          {context.bytes !== null && context.kind !== 'none' && (
            <>
              , <Bytes value={context.bytes} />
            </>
          )}
          .
          {context.notes.map((note) => (
            <span key={note}>
              {' '}
              <Name name={note} />
            </span>
          ))}
        </div>
      )}
      {steps.length > 0 && (
        <details>
          <summary>
            {counted(steps.length, 'step')} of the build{cached > 0 && `, ${cached} of them from the cache`}
          </summary>
          <BuildTimeline build={verdict.build} onLine={onLine} />
        </details>
      )}
    </>
  );
}
