import { expect, test } from 'vitest';
import * as surface from '../src/index.js';

test('the package exports exactly these values', () => {
  expect(Object.keys(surface).sort()).toMatchInlineSnapshot(`
    [
      "FanoutError",
      "FanoutSubmitter",
      "FrameSet",
      "PLAN_VARIABLES",
      "chooseFramesPerJob",
      "estimateRun",
      "followRun",
      "framesOfChunk",
      "getRunProgress",
      "jobEnvironment",
      "jobRequests",
      "parseFrameSet",
      "planFanout",
      "readJobEnvironment",
      "readPlan",
    ]
  `);
});
