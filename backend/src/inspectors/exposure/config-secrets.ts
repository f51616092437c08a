import type { ImageConfig } from '../../engine/described-image.ts';
import { secretsAmong, secretsByForm } from '../secrets/assignments.ts';
import { secretsInCommand } from '../secrets/command-secrets.ts';
import { distinct, type SecretTrace } from '../secrets/secret-trace.ts';

/** More of a value than that is not looked at. */
const looked = 64 << 10;

/** A secret of the configuration, and the setting that has it. */
export interface ConfigSecret {
  readonly trace: SecretTrace;
  /** `ENV NPM_TOKEN`, `CMD`. */
  readonly setting: string;
}

/** Secrets that every `docker inspect` shows: in variables, labels and the command. */
export function secretsInConfig({ config }: ImageConfig): ConfigSecret[] {
  const variables = (config?.Env ?? []).map((variable) => {
    const equals = variable.indexOf('=');
    const end = equals === -1 ? variable.length : equals;
    return { name: variable.slice(0, Math.min(end, 200)), value: variable.slice(end + 1, end + 1 + looked) };
  });
  const labels = Object.entries(config?.Labels ?? {});
  const command = [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])].join(' ');
  return [
    ...variables.flatMap(({ name, value }) => {
      return inSetting(`ENV ${name}`, [...secretsByForm(value, { jwt: true }), ...secretsAmong([{ name, value }])]);
    }),
    ...labels.flatMap(([name, value]) =>
      inSetting(`LABEL ${name.slice(0, 200)}`, secretsByForm(value.slice(0, looked))),
    ),
    ...inSetting('CMD or ENTRYPOINT', secretsInCommand(command)),
  ];
}

function inSetting(setting: string, traces: readonly SecretTrace[]): ConfigSecret[] {
  // One value is one secret, whatever is known of it.
  return distinct(traces)
    .slice(0, setting.startsWith('ENV') ? 1 : undefined)
    .map((trace) => ({ trace, setting }));
}
