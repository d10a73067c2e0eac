import { BatchClient } from '@aws-sdk/client-batch';
import { FanoutError, FanoutSubmitter, planFanout, type RunState } from '@render/batch-fanout';

/** What the caller asks for. */
export interface RenderEvent {
  readonly runId: string;
  readonly totalFrames: number;
  readonly framesPerJob: number;
  readonly outputUri: string;
}

/** What the caller is told. */
export interface RenderAnswer {
  readonly statusCode: number;
  readonly runId?: string;
  readonly state?: RunState;
  readonly compileJobId?: string;
  readonly message?: string;
}

// Made once for each container, and used by every call that it serves; callers wait for the answer, so it hurries.
const submitter = new FanoutSubmitter({
  client: new BatchClient({}),
  listLagSeconds: 2,
  deadlineSeconds: 25,
});

/** Submits a film. Lambda may call it again for one event, and callers may repeat themselves: the film is submitted once. */
export async function handler(event: RenderEvent): Promise<RenderAnswer> {
  const { runId, totalFrames, framesPerJob, outputUri } = event;
  const { JOB_QUEUE: jobQueue = '', JOB_DEFINITION: jobDefinition = '' } = process.env;
  try {
    const plan = planFanout({ totalFrames, framesPerJob });
    const environment = { OUTPUT_URI: outputUri };
    const run = await submitter.submit({ plan, runId, jobQueue, jobDefinition, environment });
    return {
      statusCode: run.adopted ? 200 : 202,
      runId,
      state: run.state,
      compileJobId: run.compileJob.jobId,
    };
  } catch (error) {
    if (!(error instanceof FanoutError)) throw error;
    const isCallersMistake = error.code !== 'SUBMIT_FAILED';
    return { statusCode: isCallersMistake ? 400 : 503, message: `${error.code}: ${error.message}` };
  }
}
