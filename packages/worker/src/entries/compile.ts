import { compile } from '../jobs/compile.js';
import { runStep } from '../run-step.js';

await runStep(compile, process.env);
