import type { RuleReport } from '@aligera/backend/src/rewrite-answers.ts';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useEffect, useRef } from 'react';
import { counted } from '../../display/bytes.ts';
import { Name } from '../../display/path.tsx';
import { visibleName } from '../../display/visible-name.ts';
import type { Dropped } from './use-choices.ts';

/** What the person dropped, each to be taken back. */
export function DroppedList(props: { dropped: readonly Dropped[]; onTakeBack: (id: string) => void }) {
  const list = useRef<HTMLUListElement>(null);
  const { length } = props.dropped;
  const before = useRef(length);
  useEffect(() => {
    // The checkbox that was used is gone: who works by keyboard goes on at the way back.
    if (length > before.current)
      list.current?.querySelector<HTMLElement>('li:last-child button')?.focus({ preventScroll: true });
    before.current = length;
  }, [length]);
  if (length === 0) return null;
  return (
    <Box role="status" sx={{ fontSize: '0.8125rem', border: 1, borderColor: 'divider', borderRadius: 1, px: 2, py: 1 }}>
      <strong>Left out, as you wish</strong>
      <Box component="ul" ref={list} sx={{ listStyle: 'none', m: 0, mt: 0.5, p: 0, overflowWrap: 'anywhere' }}>
        {props.dropped.map(({ id, title }) => (
          <Box component="li" key={id} sx={{ display: 'flex', gap: 1.5, minHeight: 24, alignItems: 'center' }}>
            <span>
              <Name name={title} />
            </span>
            <Link
              component="button"
              type="button"
              aria-label={`Take back: ${visibleName(title)}`}
              onClick={() => props.onTakeBack(id)}
              sx={{ fontSize: 'inherit', whiteSpace: 'nowrap' }}
            >
              Take back
            </Link>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** The rules that had something to do here; each can be switched off as a whole. */
export function RuleSwitches(props: {
  rules: readonly RuleReport[];
  /** IDs of those that did something, or were switched off. */
  used: ReadonlySet<string>;
  busy: boolean;
  onSwitch: (rule: RuleReport) => void;
}) {
  const shown = props.rules.filter(({ id }) => props.used.has(id));
  if (shown.length === 0) return null;
  const off = shown.filter(({ off: isOff }) => isOff).length;
  return (
    <Box component="details" sx={detailStyles}>
      <summary>
        {counted(shown.length, 'rule')} at work{off > 0 && `, ${off} of them off`}
      </summary>
      <ul className="plain">
        {shown.map((rule) => (
          <li key={rule.id}>
            <label>
              <input type="checkbox" checked={!rule.off} disabled={props.busy} onChange={() => props.onSwitch(rule)} />{' '}
              <Name name={rule.title} /> <span className="aside">{rule.id}</span>
            </label>
          </li>
        ))}
      </ul>
    </Box>
  );
}

/** Where rules did nothing although they had something to look at. */
export function SkippedRules(props: {
  skipped: readonly { readonly rule: string; readonly line: number | null; readonly why: string }[];
  rules: readonly RuleReport[];
}) {
  if (props.skipped.length === 0) return null;
  const title = (id: string) => props.rules.find((rule) => rule.id === id)?.title ?? id;
  return (
    <Box component="details" sx={detailStyles}>
      <summary>{counted(props.skipped.length, 'thing')} not done, and why</summary>
      <ul>
        {props.skipped.map(({ rule, line, why }) => (
          <li key={`${rule} ${line} ${why}`}>
            <Name name={title(rule)} />
            {line !== null && <span className="aside">, line {line}</span>}: <Name name={why} />
          </li>
        ))}
      </ul>
    </Box>
  );
}

const detailStyles = {
  fontSize: '0.8125rem',
  overflowWrap: 'anywhere',
  '& summary': { cursor: 'pointer', color: 'text.secondary', width: 'fit-content' },
  '& ul': { m: 0, mt: 0.5, pl: 3 },
  '& ul.plain': { listStyle: 'none', pl: 2 },
  '& li': { minHeight: 24 },
  '& input': { verticalAlign: '-2px', mr: 0.5 },
  '& .aside': { color: 'text.secondary' },
} as const;
