export function inZone(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('es-ES', { timeZone: zone, dateStyle: 'full', timeStyle: 'short' }).format(at);
}
