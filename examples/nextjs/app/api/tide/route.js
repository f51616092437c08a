export const dynamic = 'force-dynamic';

export function GET(request) {
  const hour = Number(new URL(request.url).searchParams.get('hour') ?? 0);
  return Response.json({ metres: Math.round(100 * Math.sin((hour / 12.42) * 2 * Math.PI)) / 100 });
}
