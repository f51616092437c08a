import { isRecord } from '../../../api/service-failure.ts';

/** One variable of the environment. Values may be secrets: they are not kept, and null where one is to be given again. */
export interface WrittenVariable {
  readonly name: string;
  readonly value: string | null;
}

export const textFields = [
  'entrypoint',
  'args',
  'ports',
  'requests',
  'testCommand',
  'files',
  'memoryMebibytes',
  'cpus',
  'secondsToStart',
  'secondsToObserve',
  'buildMinutes',
  'budgetMinutes',
] as const;
export type TextField = (typeof textFields)[number];

export const runNetworks = ['isolated', 'open'] as const;
export const buildNetworks = ['default', 'host', 'none'] as const;

/** How both images are run, and the variant built, as a person wrote it. */
export interface WrittenSettings extends Readonly<Record<TextField, string>> {
  readonly env: readonly WrittenVariable[];
  readonly network: (typeof runNetworks)[number];
  readonly buildNetwork: (typeof buildNetworks)[number];
}

/** The numbers are those of the service where nothing is said. */
export const usualSettings: WrittenSettings = {
  env: [],
  entrypoint: '',
  args: '',
  ports: '',
  requests: '',
  testCommand: '',
  files: '',
  network: 'isolated',
  memoryMebibytes: '1024',
  cpus: '1',
  secondsToStart: '120',
  secondsToObserve: '6',
  buildNetwork: 'default',
  buildMinutes: '30',
  budgetMinutes: '60',
};

export function isUsual(written: WrittenSettings): boolean {
  return JSON.stringify(written) === JSON.stringify(usualSettings);
}

export interface KeptSettings {
  readonly analysis: string;
  readonly written: WrittenSettings;
}

const mostKept = 20;

/** The list to keep: of the images that were set last, without what may be a secret. */
export function withSettings(
  kept: readonly KeptSettings[],
  analysis: string,
  written: WrittenSettings,
): readonly KeptSettings[] {
  const others = kept.filter((one) => one.analysis !== analysis);
  if (isUsual(written)) return others;
  const env = written.env.map(({ name }) => ({ name, value: null }));
  return [{ analysis, written: { ...written, env } }, ...others].slice(0, mostKept);
}

/** What was kept by this page, or by another version of it. */
export function readKept(stored: unknown): readonly KeptSettings[] {
  if (!Array.isArray(stored)) return [];
  return stored
    .filter(isRecord)
    .flatMap(({ analysis, written }) =>
      typeof analysis === 'string' && isRecord(written) ? [{ analysis, written: readWritten(written) }] : [],
    )
    .slice(0, mostKept);
}

function readWritten(stored: Readonly<Record<string, unknown>>): WrittenSettings {
  const text = (field: TextField) => {
    const value = stored[field];
    return [field, typeof value === 'string' ? value : usualSettings[field]] as const;
  };
  const env = Array.isArray(stored.env) ? stored.env.filter(isRecord) : [];
  return {
    ...usualSettings,
    ...Object.fromEntries(textFields.map(text)),
    env: env.flatMap(({ name }) => (typeof name === 'string' ? [{ name, value: null }] : [])),
    network: runNetworks.find((one) => one === stored.network) ?? usualSettings.network,
    buildNetwork: buildNetworks.find((one) => one === stored.buildNetwork) ?? usualSettings.buildNetwork,
  };
}
