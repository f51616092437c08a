import type { BaseProfile } from '../base-profile.ts';

/**
 * Sizes of well-known images for amd64, in megabytes, as they were about November 2026: `stored` are the bytes of all
 * files, `compressed` what is transferred. They are approximations, and other versions and architectures differ: by
 * `spread` at most, as far as is known.
 */
export interface KnownSize {
  /** Of `name:rest`; the first that fits counts. */
  readonly tags: RegExp;
  readonly stored: number;
  readonly compressed: number;
  readonly spread: number;
}

function size(tags: RegExp, stored: number, compressed: number, spread = 0.15): KnownSize {
  return { tags, stored, compressed, spread };
}

const alpine = /(?:^|-)alpine/;
const slim = /(?:^|-)slim/;
const any = /^/;

/** By the family's ID, or by the image where a family has several. */
export const knownSizes: ReadonlyMap<string, readonly KnownSize[]> = new Map([
  ['debian', [size(slim, 78, 30, 0.08), size(any, 119, 49, 0.08)]],
  ['ubuntu', [size(any, 78, 30)]],
  ['alpine', [size(any, 8.4, 3.7)]],
  ['node', [size(alpine, 163, 56, 0.2), size(slim, 228, 80), size(any, 1_120, 405)]],
  ['python', [size(alpine, 46, 17, 0.2), size(slim, 122, 44), size(any, 1_030, 375)]],
  ['pypy', [size(slim, 230, 75, 0.25), size(any, 1_150, 400, 0.25)]],
  ['ruby', [size(alpine, 95, 38, 0.25), size(slim, 220, 75, 0.2), size(any, 1_000, 370)]],
  ['php', [size(alpine, 105, 38, 0.25), size(any, 520, 180, 0.2)]],
  ['perl', [size(slim, 150, 52, 0.25), size(any, 980, 360, 0.2)]],
  ['golang', [size(alpine, 270, 85, 0.25), size(any, 860, 300, 0.2)]],
  ['rust', [size(alpine, 880, 300, 0.3), size(slim, 830, 290, 0.25), size(any, 1_550, 560, 0.2)]],
  ['gcc', [size(any, 1_400, 510, 0.25)]],
  ['buildpack-deps', [size(/-scm/, 330, 125, 0.2), size(/-curl/, 165, 70, 0.2), size(any, 930, 340, 0.2)]],
  [
    'eclipse-temurin',
    [
      size(/jre.*alpine/, 195, 68, 0.25),
      size(alpine, 360, 145, 0.25),
      size(/jre.*ubi\d+-minimal/, 310, 110, 0.25),
      size(/ubi\d+-minimal/, 480, 185, 0.25),
      size(/jre/, 270, 96, 0.25),
      size(any, 440, 165, 0.25),
    ],
  ],
  ['amazoncorretto', [size(alpine, 300, 140, 0.3), size(/headless/, 340, 130, 0.3), size(any, 520, 215, 0.25)]],
  ['nginx', [size(/alpine-slim/, 13, 5, 0.3), size(alpine, 50, 20, 0.25), size(any, 192, 72)]],
  ['httpd', [size(alpine, 62, 20, 0.25), size(any, 150, 57)]],
  ['sdk', [size(alpine, 640, 220, 0.3), size(any, 860, 300, 0.25)]],
  ['aspnet', [size(/chiseled/, 120, 50, 0.3), size(alpine, 110, 45, 0.3), size(any, 220, 90, 0.2)]],
  ['runtime', [size(/chiseled/, 95, 40, 0.3), size(alpine, 85, 35, 0.3), size(any, 195, 78, 0.2)]],
  ['runtime-deps', [size(/chiseled/, 14, 6, 0.5), size(alpine, 13, 5, 0.4), size(any, 117, 42, 0.25)]],
  ['fedora', [size(any, 175, 62, 0.3)]],
  ['fedora-minimal', [size(any, 115, 42, 0.3)]],
  ['rockylinux', [size(/minimal/, 118, 44, 0.2), size(any, 176, 65, 0.2)]],
  ['almalinux', [size(/minimal/, 95, 35, 0.2), size(any, 190, 69, 0.2)]],
  ['ubi', [size(any, 215, 78, 0.15)]],
  ['ubi-minimal', [size(any, 105, 39, 0.15)]],
  ['ubi-micro', [size(any, 25, 9, 0.25)]],
]);

/** Of distroless, by what stands before `-debian13`. */
export const distrolessSizes: ReadonlyMap<string, KnownSize> = new Map([
  ['static', size(any, 2.4, 0.85, 0.2)],
  ['base-nossl', size(any, 15.4, 6, 0.1)],
  ['base', size(any, 23, 9.3, 0.12)],
  ['cc', size(any, 26.5, 10.5, 0.12)],
  ['nodejs', size(any, 140, 52, 0.16)],
  ['python3', size(any, 55, 21, 0.16)],
  ['java', size(any, 218, 78, 0.18)],
]);

/** With the range in which it may be another day, or on another architecture. */
export function sizesOf({ stored, compressed, spread }: KnownSize): Pick<BaseProfile, 'stored' | 'compressed'> {
  const around = (megabytes: number) => ({
    bytes: Math.round(megabytes * 1e6),
    low: Math.round(megabytes * 1e6 * (1 - spread)),
    high: Math.round(megabytes * 1e6 * (1 + spread)),
  });
  return { stored: around(stored), compressed: around(compressed) };
}
