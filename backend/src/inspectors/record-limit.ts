import { Unreadable } from '../readings/file-reader.ts';

/** All of Debian has 70,000. */
const maxPackages = 100_000;

/** @throws Unreadable where a database of packages describes more than any system has */
export function checkPackageCount(described: number): void {
  if (described > maxPackages) throw new Unreadable(`it describes more than ${maxPackages} packages`);
}
