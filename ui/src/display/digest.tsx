/** `sha256:0123…` as its first 12 digits, the whole on hover. */
export function Digest({ value }: { value: string }) {
  return (
    <span className="mono" title={value}>
      {shortDigest(value)}
    </span>
  );
}

export function shortDigest(value: string): string {
  return value.replace(/^sha256:/, '').slice(0, 12);
}
