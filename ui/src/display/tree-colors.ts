import {
  type Finding,
  type FindingGroup,
  findingGroups,
  type PackageManager,
  packageManagers,
} from '@aligera/backend/src/inspection-answers.ts';
import { useTheme } from '@mui/material/styles';
import { findingWords, managerWords } from './inspection-words.ts';

/** What the tree and its areas are coloured by. */
export const colorings = ['none', 'owner', 'finding'] as const;
export type Coloring = (typeof colorings)[number];

interface Coloured {
  readonly owner: PackageManager | null;
  readonly finding: string | null;
}

/** Areas with dark text on them, or light text in the dark; 4.5 : 1 either way. */
const hues: Readonly<Record<PackageManager, number>> = {
  dpkg: 340,
  apk: 200,
  rpm: 10,
  npm: 140,
  python: 50,
  conda: 90,
  go: 180,
  rust: 25,
  java: 30,
  ruby: 355,
  php: 255,
  dotnet: 275,
};

const groupHues: Readonly<Record<FindingGroup, number>> = { waste: 25, duplicate: 50, development: 275, exposure: 350 };

export interface TreeColors {
  readonly owner: (manager: PackageManager | null) => string;
  readonly group: (group: FindingGroup | null) => string;
}

export function useTreeColors(): TreeColors {
  const dark = useTheme().palette.mode === 'dark';
  const area = (hue: number) => (dark ? `hsl(${hue} 38% 26%)` : `hsl(${hue} 62% 84%)`);
  const none = dark ? 'hsl(210 8% 24%)' : 'hsl(210 12% 90%)';
  return {
    owner: (manager) => (manager === null ? none : area(hues[manager])),
    group: (group) => (group === null ? none : area(groupHues[group])),
  };
}

/** The colour of a path in a colouring; null where nothing is coloured. */
export function treeColor(
  { owner, finding }: Coloured,
  coloring: Coloring,
  colors: TreeColors,
  findings: readonly Finding[],
): string | null {
  if (coloring === 'none') return null;
  if (coloring === 'owner') return colors.owner(owner);
  return colors.group(findings.find(({ id }) => id === finding)?.group ?? null);
}

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
}

/** The colours that the entries really have. */
export function legendOf(
  entries: readonly Coloured[],
  coloring: Coloring,
  colors: TreeColors,
  findings: readonly Finding[],
): LegendEntry[] {
  if (coloring === 'owner') {
    const there = packageManagers.filter((manager) => entries.some(({ owner }) => owner === manager));
    return [...there, null].map((manager) => ({
      name: manager === null ? 'no package' : managerWords[manager],
      color: colors.owner(manager),
    }));
  }
  const there = findingGroups.filter((group) =>
    entries.some(({ finding }) => findings.some((one) => one.id === finding && one.group === group)),
  );
  return [...there, null].map((group) => ({
    name: group === null ? 'no finding' : findingWords[group].title,
    color: colors.group(group),
  }));
}
