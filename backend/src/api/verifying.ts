import { randomBytes } from 'node:crypto';
import { type Kept, labelsOf, type MadeThing } from '../engine/made-here.ts';
import { type CarryOutParts, carryOut, discardContext } from './carry-out.ts';
import { LeftOvers } from './left-overs.ts';
import { type VerificationMemory, Verifications } from './verifications.ts';

export interface StartParts extends CarryOutParts {
  readonly memory: VerificationMemory;
  readonly onRemoved: (removed: number, kept: readonly Kept[]) => void;
  readonly onFailure: (error: unknown) => void;
  readonly onBug: (error: unknown) => void;
}

const packerPrefix = 'packer-';
/** How long the page may take from a container that packs to the order that it is for. */
const packerMilliseconds = 15 * 60_000;

export interface Verifying {
  readonly verifications: Verifications;
  readonly leftOvers: LeftOvers;
  /** For a container that packs a folder, which only the page can create: by them it is found again. */
  packerLabels(): Record<string, string>;
  /** Ends what goes on. Resolves when nothing is left of it. */
  close(): Promise<void>;
}

/** The jobs, and what clears up after them. */
export function startVerifying(parts: StartParts): Verifying {
  const { memory, onBug, engine, owner } = parts;
  const startedAt = Date.now();
  const verifications = new Verifications({
    memory,
    carryOut: async (id, order, progress, signal) => {
      try {
        await carryOut(parts, id, order, progress, signal);
      } finally {
        leftOvers.sweepLater();
      }
    },
    discard: (order) => void discardContext(parts, order).catch(onBug),
    onBug,
  });
  const isInUse = ({ kind, name, maker }: MadeThing) => {
    if (verifications.isLive(maker.verification)) return true;
    if (kind !== 'container' || !maker.verification.startsWith(packerPrefix)) return false;
    const isNew = maker.startedAt >= startedAt && Date.now() - maker.startedAt < packerMilliseconds;
    return isNew || verifications.packers.includes(name);
  };
  const { onRemoved, onFailure } = parts;
  const leftOvers = new LeftOvers({ client: (signal) => engine.client(signal), owner, isInUse, onRemoved, onFailure });
  return {
    verifications,
    leftOvers,
    packerLabels: () => {
      const verification = `${packerPrefix}${randomBytes(6).toString('hex')}`;
      leftOvers.sweepLater(packerMilliseconds + 60_000);
      return labelsOf({ owner, startedAt: Date.now(), verification });
    },
    close: async () => {
      await Promise.all([verifications.close(), leftOvers.close()]);
    },
  };
}
