/** A thin bar, drawn to the scale of its neighbours. The number beside it says the same in words. */
export function Bar({ share, part = 0 }: { share: number; part?: number }) {
  if (share <= 0) return <span />;
  const width = Math.min(1, Math.max(0, share));
  return (
    <span className="bar" aria-hidden="true">
      <span className="whole" style={{ width: `${width * 100}%` }} />
      {part > 0 && <span className="part" style={{ width: `${Math.min(width, part) * 100}%` }} />}
    </span>
  );
}
