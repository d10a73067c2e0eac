import { start } from '../jobs/start.js';
import { runStep } from '../run-step.js';

await runStep(start, process.env);
