import { expect, test } from 'vitest';
import * as surface from '../src/index.js';

test('the package exports exactly these values', () => {
  expect(Object.keys(surface).sort()).toEqual([
    'FanoutError',
    'FanoutSubmitter',
    'FrameSet',
    'MemoryLedger',
    'PLAN_VARIABLES',
    'cancelRun',
    'chooseFramesPerJob',
    'estimateRun',
    'explainWaiting',
    'findRun',
    'followRun',
    'framesOfChunk',
    'getRunProgress',
    'jobEnvironment',
    'jobRequests',
    'parseFrameSet',
    'planFanout',
    'planRepair',
    'plansToStore',
    'readJobEnvironment',
    'readPlan',
    'repairRun',
  ]);
});
