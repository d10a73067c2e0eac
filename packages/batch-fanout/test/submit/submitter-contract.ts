import {
  type BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import {
  cancelRun,
  FanoutSubmitter,
  FrameSet,
  findRun,
  jobRequests,
  MemoryLedger,
  parseFrameSet,
  planFanout,
  planRepair,
  repairRun,
} from '../../src/index.js';

/** A service to submit to, and how to make its jobs end. */
export interface TestedBatch {
  readonly client: BatchClient;
  /** Ends every job of a run as asked, or as its definition does. */
  end(jobIds: readonly string[], status: 'SUCCEEDED' | 'FAILED'): Promise<void>;
}

/** What submitting does, whatever it is that takes the jobs. */
export function submitterContract(name: string, start: () => TestedBatch): void {
  let runs = 0;
  const newRequest = () => {
    runs += 1;
    const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
    return { plan, runId: `contract-${runs}`, jobQueue: 'local', jobDefinition: 'worker' };
  };
  const submitterOf = ({ client }: TestedBatch) => new FanoutSubmitter({ client, listLagSeconds: 0 });
  const jobsOf = async ({ client }: TestedBatch, runId: string): Promise<JobDetail[]> => {
    const filters = [{ name: 'JOB_NAME', values: [`${runId}-g*`] }];
    const { jobSummaryList = [] } = await client.send(new ListJobsCommand({ jobQueue: 'local', filters }));
    const jobs = jobSummaryList.flatMap(({ jobId }) => jobId ?? []);
    return (await client.send(new DescribeJobsCommand({ jobs }))).jobs ?? [];
  };

  describe(`FanoutSubmitter against ${name}`, () => {
    test('submits the render array, then the compile job that depends on it', async () => {
      const batch = start();
      const request = newRequest();
      const run = await submitterOf(batch).submit(request);
      expect(run).toMatchObject({
        runId: request.runId,
        generation: 0,
        adopted: false,
        state: 'live',
        renderJobs: [{ firstChunk: 0, arraySize: 3, jobQueue: 'local', jobDefinition: 'worker' }],
      });
      const jobs = await jobsOf(batch, request.runId);
      const compile = jobs.find(({ jobId }) => jobId === run.compileJob.jobId);
      expect(jobs).toHaveLength(2);
      expect(compile?.dependsOn?.map(({ jobId }) => jobId)).toEqual([run.renderJobs[0]?.jobId]);
    });

    test('adopts what stands, however often it is asked and by whomever', async () => {
      const batch = start();
      const request = newRequest();
      const first = await submitterOf(batch).submit(request);
      const second = await submitterOf(batch).submit(request);
      expect(second).toEqual({ ...first, adopted: true });
      expect(await jobsOf(batch, request.runId)).toHaveLength(2);
    });

    test('takes no other run for its own whose id begins alike or differs in case', async () => {
      const batch = start();
      const request = newRequest();
      const runIds = [request.runId, `${request.runId}-g0`, request.runId.toUpperCase()];
      const submitted = [];
      for (const runId of runIds) submitted.push(await submitterOf(batch).submit({ ...request, runId }));
      expect(submitted.map(({ adopted }) => adopted)).toEqual([false, false, false]);
    });

    test('refuses a run id under which another plan or environment runs', async () => {
      const batch = start();
      const request = newRequest();
      await submitterOf(batch).submit(request);
      const others = [
        ['TOTAL_FRAMES', { plan: planFanout({ totalFrames: 11, framesPerJob: 4 }) }],
        ['CRF, OUTPUT_URI', { environment: { CRF: '20', OUTPUT_URI: 's3://other' } }],
      ] as const;
      for (const [differing, other] of others) {
        await expect(submitterOf(batch).submit({ ...request, ...other })).rejects.toMatchObject({
          code: 'RUN_ID_IN_USE',
          message: expect.stringContaining(
            `has the run id '${request.runId}' but another ${differing}; use another run id`,
          ),
        });
      }
    });

    test('submits the compile job that an interrupted submitter left out', async () => {
      const batch = start();
      const request = newRequest();
      const [render] = jobRequests(request.plan, request);
      const { jobId } = await batch.client.send(new SubmitJobCommand(render as never));
      const run = await submitterOf(batch).submit(request);
      expect(run).toMatchObject({ adopted: false, renderJobs: [{ jobId }] });
      expect(await jobsOf(batch, request.runId)).toHaveLength(2);
    });

    test('keeps the complete set with the oldest compile job, and terminates the others, compile jobs first', async () => {
      const batch = start();
      const request = newRequest();
      const first = await submitterOf(batch).submit(request);
      const [render, compile] = jobRequests(request.plan, request);
      const second = await batch.client.send(new SubmitJobCommand(render as never));
      await batch.client.send(
        new SubmitJobCommand({ ...compile, dependsOn: [{ jobId: second.jobId }] } as never),
      );
      const run = await submitterOf(batch).submit(request);
      expect(run.compileJob.jobId).toBe(first.compileJob.jobId);
      await expect
        .poll(async () => (await jobsOf(batch, request.runId)).filter(({ status }) => status === 'FAILED'))
        .toHaveLength(2);
    });

    test('takes jobs that it terminated itself for absent', async () => {
      const batch = start();
      const request = newRequest();
      const first = await submitterOf(batch).submit(request);
      for (const { jobId } of [first.compileJob, ...first.renderJobs]) {
        await batch.client.send(new TerminateJobCommand({ jobId, reason: 'batch-fanout: test' }));
      }
      await batch.end([first.compileJob.jobId], 'FAILED');
      const second = await submitterOf(batch).submit(request);
      expect(second).toMatchObject({ adopted: false, state: 'live', generation: 0 });
      expect(second.compileJob.jobId).not.toBe(first.compileJob.jobId);
    });

    test('reports a run that has ended with its state, and starts no other', async () => {
      const batch = start();
      for (const [status, state] of [
        ['SUCCEEDED', 'succeeded'],
        ['FAILED', 'failed'],
      ] as const) {
        const request = { ...newRequest(), jobDefinition: status === 'SUCCEEDED' ? 'true' : 'false' };
        const run = await submitterOf(batch).submit(request);
        await batch.end(
          [...run.renderJobs, run.compileJob].map(({ jobId }) => jobId),
          status,
        );
        expect(await submitterOf(batch).submit(request)).toEqual({ ...run, adopted: true, state });
      }
    });

    test('repairs what is missing in the next generation, any number of times', async () => {
      const batch = start();
      const request = { ...newRequest(), jobDefinition: 'false' };
      const run = await submitterOf(batch).submit(request);
      await batch.end(
        [...run.renderJobs, run.compileJob].map(({ jobId }) => jobId),
        'FAILED',
      );
      const repair = await repairRun(submitterOf(batch), run, parseFrameSet('2,7-10'));
      expect(repair).toMatchObject({
        generation: 1,
        adopted: false,
        plan: run.plan,
        renderPlan: planRepair(run.plan, parseFrameSet('2,7-10')),
        renderJobs: [{ firstChunk: 0, arraySize: 2 }],
      });
      expect(await repairRun(submitterOf(batch), run, parseFrameSet('2,7-10'))).toEqual({
        ...repair,
        adopted: true,
        state: expect.any(String),
      });
      await batch.end(
        [...repair.renderJobs, repair.compileJob].map(({ jobId }) => jobId),
        'FAILED',
      );
      expect(await submitterOf(batch).submit(request)).toMatchObject({
        generation: 1,
        state: 'failed',
        renderPlan: repair.renderPlan,
      });
      const video = await repairRun(submitterOf(batch), repair, undefined);
      expect(video).toMatchObject({ generation: 2, renderPlan: null, renderJobs: [] });
    });

    test.each(['without a ledger', 'with one'])(
      'repairs a cancelled run %s, and starts nothing that was cancelled',
      async (how) => {
        const batch = start();
        const request = newRequest();
        const ledger = how === 'with one' ? new MemoryLedger() : undefined;
        const submitter = new FanoutSubmitter({ client: batch.client, listLagSeconds: 0, ledger });
        const run = await submitter.submit(request);
        await expect(repairRun(submitter, run, parseFrameSet('2'))).rejects.toMatchObject({
          code: 'INVALID_OPTION',
        });
        await cancelRun(batch.client, run, 'wrong camera');
        const repair = await repairRun(submitter, run, parseFrameSet('2'));
        expect(repair).toMatchObject({ generation: 1, adopted: false, state: 'live' });
        const goingOn = async () =>
          (await jobsOf(batch, request.runId)).filter(
            ({ status }) => status !== 'FAILED' && status !== 'SUCCEEDED',
          );
        const names = (await goingOn()).map(({ jobName }) => jobName).sort();
        expect(names).toEqual([`${request.runId}-g1-compile`, `${request.runId}-g1-render-0`]);

        await cancelRun(batch.client, repair, 'wrong lens');
        expect(await findRun(batch.client, { runId: request.runId, jobQueues: ['local'] })).toMatchObject({
          renderPlan: repair.renderPlan,
          compileJob: { jobId: repair.compileJob.jobId },
        });
        expect(await submitter.submit(request)).toMatchObject({
          generation: 1,
          adopted: false,
          state: 'live',
        });
        await cancelRun(batch.client, { runId: request.runId, jobQueues: ['local'] }, 'the end');
        expect(await goingOn()).toEqual([]);
      },
    );

    test.each(['without a ledger', 'with one'])(
      'knows a repair again whose plan lies at a URI, %s',
      async (how) => {
        const { client } = start();
        const plan = planFanout({ totalFrames: 10_000, framesPerJob: 100 });
        const request = { ...newRequest(), plan };
        const missing = FrameSet.from([...plan.frames].filter((frame) => frame % 7 < 2 || frame % 11 === 0));
        const renderPlanUri = 's3://renders/film/plan-g1.json';
        const ledger = how === 'with one' ? new MemoryLedger() : undefined;
        const readPlanAt = async () => JSON.parse(JSON.stringify(planRepair(plan, missing)));
        const submitter = new FanoutSubmitter({ client, listLagSeconds: 0, ledger, readPlanAt });
        const run = await submitter.submit(request);
        await cancelRun(client, run, 'test');
        const repair = await repairRun(submitter, run, missing, { renderPlanUri });
        expect(await repairRun(submitter, run, missing, { renderPlanUri })).toEqual({
          ...repair,
          adopted: true,
        });
        expect(await submitter.submit(request)).toEqual({ ...repair, adopted: true });
        await cancelRun(client, repair, 'the end');
      },
    );
  });
}
