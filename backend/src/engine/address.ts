/** How to reach an engine. Plain data, so that workers can dial for themselves. */
export type EngineAddress =
  /** A unix socket, or a named pipe of Windows. */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsMaterial | null }
  /** `destination` as ssh takes it; `socket` is the engine's socket over there, null for the default one. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly socket: string | null };

/** PEM texts. */
export interface TlsMaterial {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly verify: boolean;
}

/** The address as `DOCKER_HOST` spells it. */
export function spellAddress(address: EngineAddress): string {
  switch (address.kind) {
    case 'socket':
      return address.path.startsWith('\\\\')
        ? `npipe://${address.path.replaceAll('\\', '/')}`
        : `unix://${address.path}`;
    case 'tcp':
      return `tcp://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    case 'ssh':
      return `${address.destination}${address.socket ?? ''}`;
  }
}
