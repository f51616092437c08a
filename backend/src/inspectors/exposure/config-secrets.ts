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
    ...variables.flatMap(({ name, value }) => inSetting(`ENV ${name}`, secretsOfVariable(name, value))),
    ...labels.flatMap(([name, value]) =>
      inSetting(`LABEL ${name.slice(0, 200)}`, secretsByForm(value.slice(0, looked))),
    ),
    ...inSetting('CMD or ENTRYPOINT', secretsInCommand(command)),
  ];
}

/** One value is one secret, whatever is known of it. */
export function secretsOfVariable(name: string, value: string): SecretTrace[] {
  const byName = secretsAmong([{ name, value }]).map((trace) => ({ ...trace, what: 'named like a secret' }));
  return distinct([...secretsByForm(value, { jwt: true }), ...byName]).slice(0, 1);
}

function inSetting(setting: string, traces: readonly SecretTrace[]): ConfigSecret[] {
  return distinct(traces).map((trace) => ({ trace, setting }));
}
