import { BatchClient } from '@aws-sdk/client-batch';
import { renderFilm } from './render-film.js';

const [, , runId, outputUri, jobQueue, jobDefinition] = process.argv;
if (runId === undefined || outputUri === undefined || jobQueue === undefined || jobDefinition === undefined) {
  console.error('usage: npm start -- RUN_ID OUTPUT_URI JOB_QUEUE JOB_DEFINITION');
  process.exit(64);
}
const film = { runId, outputUri, jobQueue, jobDefinition, totalFrames: 240, framesPerJob: 30 };
process.exitCode = (await renderFilm(new BatchClient({}), film, console.log)) ? 0 : 1;
