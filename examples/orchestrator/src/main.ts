import { BatchClient } from '@aws-sdk/client-batch';
import { renderFilm } from './render-film.js';

const [, , runId, outputUri, jobQueue, jobDefinition] = process.argv;
if (runId === undefined || outputUri === undefined || jobQueue === undefined || jobDefinition === undefined) {
  console.error('usage: npm start -- RUN_ID OUTPUT_URI JOB_QUEUE JOB_DEFINITION');
  process.exit(64);
}
const environment = { OUTPUT_URI: outputUri };
const film = { runId, jobQueue, jobDefinition, environment, frames: '1-240', framesPerJob: 30 };
process.exitCode = (await renderFilm({ client: new BatchClient({}) }, film, console.log)) ? 0 : 1;
