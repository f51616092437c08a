import Tooltip from '@mui/material/Tooltip';
import type { ReactNode } from 'react';

/** A word with its definition: on hover, on focus, and for screen readers. */
export function Explained({ children, meaning }: { children: ReactNode; meaning: string }) {
  return (
    <Tooltip title={meaning} describeChild enterDelay={300}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the definition must be reachable by keyboard */}
      <span className="explained" tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  );
}
