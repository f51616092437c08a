import type { Route } from '../app/route.ts';
export default function ImagePage({ route }: { route: Extract<Route, { page: 'image' }> }) {
  return <main>{route.analysis}</main>;
}
