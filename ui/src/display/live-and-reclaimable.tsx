import { Bytes } from './bytes-text.tsx';

/** Both sums, or the one that there is. */
export function LiveAndReclaimable({ live, reclaimable }: { live: number; reclaimable: number }) {
  if (reclaimable === 0) {
    return (
      <>
        <Bytes value={live} /> live
      </>
    );
  }
  return (
    <>
      {live > 0 && (
        <>
          <Bytes value={live} /> live,{' '}
        </>
      )}
      <Bytes value={reclaimable} /> reclaimable
    </>
  );
}
