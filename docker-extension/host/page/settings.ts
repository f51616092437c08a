import { type HostSettings, settingsElementId } from './contract.ts';

export function readSettings(): HostSettings {
  const element = document.getElementById(settingsElementId);
  if (element === null) throw new Error('the development host served a page without its settings');
  return JSON.parse(element.textContent);
}
