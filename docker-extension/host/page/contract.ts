import type { ThemeOptions } from '@mui/material/styles';

// What travels between the host's server and its pages. Runs on both sides.

/** What the host tells the page that it serves, as JSON in the page itself. */
export interface HostSettings {
  /** Opens the host's doors to the engine and the service; a new one at every start. */
  readonly token: string;
  readonly platform: string;
  readonly arch: string;
  readonly hostname: string;
  readonly themes: { readonly light: ThemeOptions; readonly dark: ThemeOptions };
}

export const settingsElementId = 'development-host-settings';
export const tokenHeader = 'x-development-host-token';

/** The service's answer to one request. `status` is null where it could not be reached. */
export interface ServiceAnswer {
  readonly status: number | null;
  readonly body: string;
  readonly json: boolean;
}

/** What the page is told is the extension's image. */
export const developmentImage = 'aligera/development';

/** One line of the answer to a docker command. */
export type ExecEvent =
  | { readonly stdout: string }
  | { readonly stderr: string }
  | { readonly exit: number; readonly signal: string | null }
  | { readonly failed: string };
