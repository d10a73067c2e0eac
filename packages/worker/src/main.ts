#!/usr/bin/env node
import { findRegion } from './find-region.js';
import { render } from './jobs/render.js';
import { runStep } from './run-step.js';

const { JOB_TYPE, RENDERER = 'test-pattern', AWS_REGION, AWS_DEFAULT_REGION, ...variables } = process.env;
const isOnS3 = Object.entries(variables).some(
  ([name, value]) => name.endsWith('_URI') && value?.startsWith('s3:'),
);
if ((JOB_TYPE === 'start' || isOnS3) && AWS_REGION === undefined) {
  const region = AWS_DEFAULT_REGION ?? (await findRegion(process.env));
  // Where the SDK looks for it.
  if (region !== undefined) process.env.AWS_REGION = region;
}

// Render, which thousands of children run, is one file with this; S3, renderers' programs, AWS Batch and ffmpeg's step are
// loaded on demand.
// The AWS SDK would write lines about Node's version into a log of JSON lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
switch (JOB_TYPE) {
  case 'start':
    await import('./entries/start.js');
    break;
  case 'compile':
    await import('./entries/compile.js');
    break;
  default:
    await (isOnS3 || RENDERER !== 'test-pattern'
      ? import('./entries/render.js')
      : runStep(render, process.env));
}
