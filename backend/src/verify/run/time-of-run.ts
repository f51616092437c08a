import type { RunOfItsOwn } from './observation.ts';

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const clock = String.raw`(?<clock>\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?`;

/** Each has the groups that tell the moment; a zone, where there is one, stays in the text. */
const forms: readonly RegExp[] = [
  // ISO 8601 and what is like it: logs of Java, Python, Go, nginx.
  new RegExp(
    String.raw`(?<!\d)(?<year>\d{4})[-/](?<month>\d\d)[-/](?<day>\d\d)[T _]${clock}(?<zone> ?Z| ?[+-]\d\d:?\d\d)?(?!\d)`,
    'g',
  ),
  // HTTP and mail: Fri, 27 Nov 2026 10:00:00 GMT
  new RegExp(
    String.raw`(?:\w{3}, )?(?<!\d)(?<day>\d\d?)[ -](?<month>${months})[ -](?<year>\d{4}) ${clock}(?<zone> GMT| UTC| [+-]\d{4})?(?!\d)`,
    'g',
  ),
  // Common log format: 27/Nov/2026:10:00:00 +0000
  new RegExp(
    String.raw`(?<!\d)(?<day>\d\d)/(?<month>${months})/(?<year>\d{4})[: ]${clock}(?<zone> [+-]\d{4})?(?!\d)`,
    'g',
  ),
  // ctime(3): Fri Nov 27 10:00:00 2026, also with the zone in front of the year as date(1) has it
  new RegExp(
    String.raw`(?:\w{3} )?(?<month>${months}) {1,2}(?<day>\d\d?) ${clock}(?<zone> UTC| GMT)? (?<year>\d{4})(?!\d)`,
    'g',
  ),
];
const epoch = /(?<![\w.])\d{10}(?:\d{3}|\d{6}|\d{9}|\.\d{1,9})?(?![\w.]\d)(?!\w)/g;
/** A clock alone tells the moment of a day. */
const bareClock = new RegExp(String.raw`(?<![\w:.+-])(?<!\d{4}[ T_]|\d{4}, )${clock}(?![\w:])`, 'g');

/** Clocks that are not quite the same, and a second that is cut. */
const slackMs = 3000;
const quarterMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

/**
 * Takes out times that are moments of the run itself, and no others: a date of long ago stays, whatever its form. A time
 * without a zone is taken for one of any zone there is, and how far it is off stays: another zone is another answer.
 */
export function timesOfRun(text: string, run: RunOfItsOwn, used: () => void): string {
  let rest = text;
  for (const form of forms) {
    rest = rest.replace(form, (...found) => {
      const whole: string = found[0];
      const groups: unknown = found.at(-1);
      const marked = markOf(groupsOf(groups), run);
      if (marked === null) return whole;
      used();
      return marked;
    });
  }
  rest = rest.replace(epoch, (digits) => {
    const ms = Number(digits.slice(0, 10)) * 1000;
    if (!during(ms, run)) return digits;
    used();
    return `\u27e8time, ${digits.replace(/\..*/, '').length} digits\u27e9`;
  });
  return rest.replace(bareClock, (whole, hours: string) => {
    const midnight = run.from - (run.from % dayMs);
    const off = quartersOff(midnight + secondsOf(hours) * 1000, run, [0, -dayMs, dayMs]);
    if (off === null) return whole;
    used();
    return spelled('clock', off);
  });
}

function groupsOf(groups: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(groups ?? {}).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function markOf(groups: ReadonlyMap<string, string>, run: RunOfItsOwn): string | null {
  const text = (name: string) => groups.get(name) ?? '';
  const named = months.split('|').indexOf(text('month'));
  const month = named === -1 ? Number(text('month')) - 1 : named;
  const day = Date.UTC(Number(text('year')), month, Number(text('day')));
  const ms = day + secondsOf(text('clock')) * 1000;
  const zone = groups.get('zone')?.trim();
  if (zone === undefined) {
    const off = quartersOff(ms, run, [0]);
    return off === null ? null : spelled('time', off);
  }
  return during(ms - zoneMs(zone), run) ? `\u27e8time ${zone}\u27e9` : null;
}

const secondsOf = (text: string) => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
};

function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

const during = (ms: number, { from, to }: RunOfItsOwn) => ms >= from - slackMs - 1000 && ms <= to + slackMs;

/** By how many quarters of an hour a time is off the run's, as zones are; null where it is no moment of the run. */
function quartersOff(ms: number, run: RunOfItsOwn, shifts: readonly number[]): number | null {
  const middle = (run.from + run.to) / 2;
  for (const shift of shifts) {
    const quarters = Math.round((ms + shift - middle) / quarterMs);
    if (Math.abs(quarters) <= 14 * 4 && during(ms + shift - quarters * quarterMs, run)) return quarters;
  }
  return null;
}

const spelled = (name: string, quarters: number) =>
  `\u27e8${name}${quarters === 0 ? '' : ` ${quarters > 0 ? '+' : '-'}${Math.abs(quarters) / 4} h`}\u27e9`;
