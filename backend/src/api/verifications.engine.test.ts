import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { servedPage } from '../../testing/asked-service.ts';
import { testEngines } from '../../testing/engines.ts';
import { isBuilding, isRunningHere, stepOf, VerifyingService } from '../../testing/verifying-service.ts';
import type { VerificationJob, VerificationPlan } from '../verify-answers.ts';

/** A build that never ends, known among the machine's processes by its number. */
const sleeping = (seconds: number) => servedPage.replace('CMD', `RUN sleep ${seconds}\nCMD`);

// Only what hangs is to fail: each takes minutes where the engines have much else to do.
describe.each(testEngines())('verifications at the $name engine', { timeout: 900_000 }, (engine) => {
  let stage: VerifyingService;
  beforeAll(async () => {
    stage = await VerifyingService.start(engine);
  }, 900_000);
  afterAll(() => stage.close());
  // A test that fails shall not be the failure of those after it.
  beforeEach(() => stage.analyze());

  const list = async () =>
    (await stage.ask<{ verifications: VerificationJob[] }>('GET', `/verifications?analysis=${stage.analysis}`))
      .verifications;

  it('plans, proves, keeps the verdict across restarts, and says what changed since', async () => {
    const plan = await stage.ask<VerificationPlan>(
      'GET',
      `/verifications/plan?analysis=${stage.analysis}&variant=tidy`,
    );
    expect(plan).toMatchObject({ needs: 'image', why: null, disk: { asks: false } });
    const asked = await stage.order();
    expect(asked.outcome.state).toMatch(/waiting|running/);
    const job = await stage.ended(asked);
    expect(job).toMatchObject({ outcome: { state: 'done' }, stale: [], notes: [] });
    const [verdict] = job.verdicts;
    expect(verdict).toMatchObject({ kind: 'proven', left: [], build: { context: { kind: 'folder' } } });
    expect(verdict?.subject.context).toMatch(/^[0-9a-f]{64}$/);

    const ofImage = await stage.ended(await stage.order({ context: { kind: 'image' } }));
    expect(ofImage.verdicts).toMatchObject([{ kind: 'proven', build: { context: { kind: 'image' } } }]);
    expect(ofImage.verdicts[0]?.subject.context, 'the same page.html').toBe(verdict?.subject.context);
    expect(await stage.left()).toEqual([]);

    await stage.restart();
    expect(await list()).toEqual([ofImage, job]);
    await stage.analyze();
    await stage.give(servedPage.replace('RUN rm', 'ENV more=1\nRUN rm'));
    await stage.rewrite();
    expect((await list()).map(({ stale }) => stale)).toEqual([
      [expect.stringContaining('The Dockerfile or the ignore file of tidy')],
      [expect.stringContaining('The Dockerfile or the ignore file of tidy')],
    ]);
    await stage.ask('DELETE', `/analyses/${stage.analysis}/project`);
    // Cancelled too late, a verdict is not lost.
    await stage.ask('DELETE', `/verifications/${job.id}`);
    expect((await list()).map(({ id }) => id)).toEqual([ofImage.id, job.id]);
  });

  it('measures what each edit saved', async () => {
    const job = await stage.ended(await stage.order({ what: 'edits' }));
    expect(job.outcome).toEqual({ state: 'done' });
    const sizes = job.effects?.map(({ outcome }) => (outcome.state === 'measured' ? outcome.stored : outcome.why));
    expect(sizes).toEqual([3 << 20]);
    expect(await stage.left()).toEqual([]);
  });

  it('gives a build up that takes too long, and says so', async () => {
    await stage.give(sleeping(71_001));
    const job = await stage.ended(await stage.order({ buildMinutes: 0.1 }));
    expect(job.verdicts).toMatchObject([{ kind: 'failed', failure: { said: expect.stringContaining('given up') } }]);
    expect(await stage.leftInTheEnd()).toEqual([]);
    await untilGone('sleep 71001');
  });

  it('tells a base that is not there', async () => {
    await stage.give(servedPage.replace(/^FROM .*/, 'FROM nowhere.invalid/none:1'));
    const job = await stage.ended(await stage.order());
    expect(job.verdicts).toMatchObject([{ kind: 'failed', likelyCause: expect.any(String) }]);
  });

  it('cancels while it waits and while it builds, and leaves nothing', async () => {
    await stage.give(sleeping(71_002));
    const [first, second] = [await stage.order(), await stage.order({ buildMinutes: 3 })];
    expect(second.outcome).toEqual({ state: 'waiting', ahead: 1 });
    await stage.watched(first, (job) => isBuilding(job, 'sleep'));
    await stage.ask('DELETE', `/verifications/${second.id}`);
    await stage.ask('DELETE', `/verifications/${first.id}`);
    expect((await stage.ended(second)).outcome).toEqual({ state: 'cancelled' });
    expect((await stage.ended(first)).outcome).toEqual({ state: 'cancelled' });
    expect(await stage.leftInTheEnd()).toEqual([]);
    await untilGone('sleep 71002');
  });

  it('cancels while both run, and leaves nothing', async () => {
    await stage.give(servedPage);
    const job = await stage.order({ settings: { secondsToObserve: 300 } });
    await stage.watched(job, (now) => stepOf(now)?.phase === 'run');
    await stage.ask('DELETE', `/verifications/${job.id}`);
    expect((await stage.ended(job)).outcome).toEqual({ state: 'cancelled' });
    expect(await stage.left()).toEqual([]);
  });

  it('refuses a container that is not its own', async () => {
    const context = { kind: 'container', id: 'f'.repeat(64) };
    await expect(stage.order({ context })).rejects.toThrow(/bad-request.*not created for this service/);
  });

  it.each([
    ['build', 71_003, (job: VerificationJob) => isBuilding(job, 'sleep')],
    ['run', 0, (job: VerificationJob) => stepOf(job)?.phase === 'run'],
  ] as const)('leaves nothing after its next start when it is killed during the %s', async (_, seconds, reached) => {
    await stage.give(seconds === 0 ? servedPage : sleeping(seconds));
    const job = await stage.order({ settings: { secondsToObserve: 300 } });
    await stage.watched(job, reached);
    const pid = stage.service.pid();
    if (pid === undefined) throw new Error('the service does not run');
    process.kill(pid, 'SIGKILL');
    // The host starts it again, as Docker Desktop does.
    for (;;) {
      const health = await stage.ask('GET', '/health').catch(() => null);
      if (health !== null && stage.service.pid() !== pid) break;
      await wait(100);
    }
    expect(await stage.leftInTheEnd()).toEqual([]);
    if (seconds > 0) await untilGone(`sleep ${seconds}`);
  });

  it.each([
    ['build', 71_004, (job: VerificationJob) => isBuilding(job, 'sleep')],
    ['run', 0, (job: VerificationJob) => stepOf(job)?.phase === 'run'],
  ] as const)('tells that the engine was lost during the %s, and leaves nothing once it is back', async (...given) => {
    const [, seconds, reached] = given;
    await stage.give(seconds === 0 ? servedPage : sleeping(seconds));
    const job = await stage.order({ settings: { secondsToObserve: 300 } });
    await stage.watched(job, reached);
    await stage.relay.stop();
    const { outcome } = await stage.ended(job);
    expect(outcome).toMatchObject({ state: 'failed', failure: { code: expect.stringMatching(/^engine-/) } });
    await stage.relay.listen();
    expect(await stage.leftInTheEnd()).toEqual([]);
    if (seconds > 0) await untilGone(`sleep ${seconds}`);
  });

  it('ends what goes on and cleans up when it is asked to end', async () => {
    await stage.give(servedPage);
    const job = await stage.order({ settings: { secondsToObserve: 300 } });
    await stage.watched(job, (now) => stepOf(now)?.phase === 'run');
    await stage.service.close();
    expect(await stage.left()).toEqual([]);
    await stage.restart();
  });

  it('fails clearly where a folder is gone, and goes on with the next', async () => {
    const gone = await stage.order({ context: { kind: 'folder', path: join(stage.folder, 'nowhere') } });
    await writeFile(join(stage.folder, 'page.html'), 'another page');
    const next = await stage.order();
    expect((await stage.ended(gone)).outcome).toMatchObject({ state: 'failed', failure: { code: 'not-found' } });
    expect((await stage.ended(next)).verdicts).toMatchObject([{ kind: 'differs' }]);
  });

  async function untilGone(command: string): Promise<void> {
    if (!engine.host.startsWith('unix:')) return;
    while (await isRunningHere(command)) await wait(200);
  }
});
