import { useState } from 'react';
import { useRemembered } from '../../../app/remembered.ts';
import { readKept, usualSettings, type WrittenSettings, withSettings } from './written-settings.ts';

/** How an image is run when it is verified, as the person set it. What is kept of it outlives the page. */
export function useSettings(analysis: string): readonly [WrittenSettings, (next: WrittenSettings) => void] {
  const [kept, keep] = useRemembered('verify-settings', readKept);
  const [written, setWritten] = useState(() => kept.find((one) => one.analysis === analysis)?.written ?? usualSettings);
  return [
    written,
    (next) => {
      setWritten(next);
      keep(withSettings(kept, analysis, next));
    },
  ];
}
