import type { Analysis } from '@aligera/backend/src/answers.ts';

/** The outcome of an analysis that went well. */
export type Done = Extract<Analysis['outcome'], { state: 'done' }>;
