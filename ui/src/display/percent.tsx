/** `34 %`; what is more than nothing never reads `0 %`, what is less than all never `100 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent >= 99.95) return '> 99.9 %';
  return `${percent < 10 || percent > 99 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

export function Percent({ share, title }: { share: number; title?: string }) {
  return (
    <span className="number" title={title ?? `${(share * 100).toFixed(3)} %`}>
      {formatPercent(share)}
    </span>
  );
}
