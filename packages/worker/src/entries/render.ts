import { render } from '../jobs/render.js';
import { runStep } from '../run-step.js';

await runStep(render, process.env);
