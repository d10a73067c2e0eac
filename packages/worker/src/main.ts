#!/usr/bin/env node
import { render } from './jobs/render.js';
import { runStep } from './run-step.js';

// Render, which thousands of children run, is one file with this; the AWS SDK and ffmpeg's step are loaded on demand.
switch (process.env.JOB_TYPE) {
  case 'start':
    await import('./start.js');
    break;
  case 'compile':
    await import('./compile.js');
    break;
  default:
    await runStep(render);
}
