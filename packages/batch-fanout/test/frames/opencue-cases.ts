import type { AcceptedCase, RejectedCase } from './openjd-cases.js';

/**
 * "OpenCue" marks what its own tests hold, shortened where long:
 * https://github.com/AcademySoftwareFoundation/OpenCue/blob/master/pycue/tests/file_sequence.py
 * "Rules" follows from its documentation and code:
 * https://github.com/AcademySoftwareFoundation/OpenCue/blob/master/pycue/FileSequence/FrameRange.py
 * "Ours" is where this project decides: a frame that comes twice is kept at its first place, and a range that names no
 * frame is a mistake.
 */
export const OPENCUE_ACCEPTED: readonly AcceptedCase[] = [
  // OpenCue: single frames and ranges
  ['4927', [4927]],
  ['-4982', [-4982]],
  ['1-7', [1, 2, 3, 4, 5, 6, 7]],
  ['-20--13', [-20, -19, -18, -17, -16, -15, -14, -13]],
  ['-5-3', [-5, -4, -3, -2, -1, 0, 1, 2, 3]],
  ['6-2', [6, 5, 4, 3, 2]],
  ['-2--6', [-2, -3, -4, -5, -6]],
  // OpenCue: steps
  ['1-8x2', [1, 3, 5, 7]],
  ['8-1x-2', [8, 6, 4, 2]],
  ['1-8y2', [2, 4, 6, 8]],
  ['8-1y-2', [7, 5, 3, 1]],
  // OpenCue: stagger
  ['1-10:5', [1, 6, 2, 4, 8, 10, 3, 5, 7, 9]],
  ['10-1:-5', [10, 5, 9, 7, 3, 1, 8, 6, 4, 2]],
  ['3-1x-1', [3, 2, 1]],
  // OpenCue: testMultipleSegments; the frames that come again are left out
  ['57,1-3,4-2,12-15x2,76-70x-3,5-12y3,1-7:5', [57, 1, 2, 3, 4, 12, 14, 76, 73, 70, 6, 7, 9, 10, 5]],
  ['5,3-1x-1', [5, 3, 2, 1]],
  ['1-2,2-3', [1, 2, 3]],
  // Rules: numbers
  ['0', [0]],
  ['-0', [0]],
  ['007', [7]],
  ['9007199254740991', [9007199254740991]],
  // Rules: ranges of one frame and steps past the end
  ['5-5', [5]],
  ['5-5x1', [5]],
  ['1-3x10', [1]],
  ['1-10x3', [1, 4, 7, 10]],
  ['1-9x3', [1, 4, 7]],
  ['10-1x-1', [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ['-1--10x-4', [-1, -5, -9]],
  // Rules: all but every nth
  ['1-10y3', [2, 3, 5, 6, 8, 9]],
  ['1-11y3', [2, 3, 5, 6, 8, 9, 11]],
  ['1-12y3', [2, 3, 5, 6, 8, 9, 11, 12]],
  ['1-5y2', [2, 4]],
  ['1-6y2', [2, 4, 6]],
  ['1-3y10', [2, 3]],
  ['1-2y2', [2]],
  ['10-1y-3', [9, 8, 6, 5, 3, 2]],
  ['-2-2y4', [-1, 0, 1]],
  // Rules: stagger halves its step until it is 1
  ['1-10:1', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ['1-10:2', [1, 3, 5, 7, 9, 2, 4, 6, 8, 10]],
  ['1-9:4', [1, 5, 9, 2, 4, 6, 8, 3, 7]],
  ['1-9:8', [1, 9, 2, 6, 3, 5, 7, 4, 8]],
  ['1-5:10', [1, 2, 3, 5, 4]],
  ['1-1:3', [1]],
  ['1-2:3', [1, 2]],
  ['5-1:-4', [5, 1, 4, 2, 3]],
  // Rules: lists keep their order
  ['9,1,5', [9, 1, 5]],
  ['1-3,7-9', [1, 2, 3, 7, 8, 9]],
  ['7-9,1-3', [7, 8, 9, 1, 2, 3]],
  ['3-1,5-3', [3, 2, 1, 5, 4]],
  // Ours: first places
  ['1,1,1', [1]],
  ['5,1-10x2', [5, 1, 3, 7, 9]],
  ['1-10x2,1-10', [1, 3, 5, 7, 9, 2, 4, 6, 8, 10]],
  ['1-10x2,1-10x3', [1, 3, 5, 7, 9, 4, 10]],
  ['1-10x3,10-1', [1, 4, 7, 10, 9, 8, 6, 5, 3, 2]],
  ['1-4,1-4', [1, 2, 3, 4]],
  ['4,5,6,1-9', [4, 5, 6, 1, 2, 3, 7, 8, 9]],
  ['10-1x-3,1-10y3', [10, 7, 4, 1, 2, 3, 5, 6, 8, 9]],
];

export const OPENCUE_REJECTED: readonly RejectedCase[] = [
  // OpenCue: testNegativeStepInvalidRange, testNonNumericalInput, testInvalidRange
  ['1-8x-2', 1, /a positive step in this ascending range/],
  ['a', 1, /a frame number/],
  ['a-b', 1, /a frame number/],
  ['1-5xc', 5, /a step/],
  ['1-5:c', 5, /a step/],
  ['1-10-20', 5, /'x', 'y', ':', ',' or the end/],
  ['1x10-20', 2, /'-', ',' or the end/],
  ['1:10-20', 2, /'-', ',' or the end/],
  // Rules: anchored patterns without blanks
  ['', 1, /a frame number/],
  [' 1', 1, /a frame number/],
  ['1 ', 2, /'-', ',' or the end/],
  ['1, 2', 3, /a frame number/],
  ['1-10 x2', 5, /'x', 'y', ':', ',' or the end/],
  ['1,', 3, /a frame number/],
  [',1', 1, /a frame number/],
  ['1,,2', 3, /a frame number/],
  ['1-', 3, /the last frame/],
  ['--1', 2, /a frame number/],
  ['1--', 4, /the last frame/],
  ['1-5x', 5, /a step/],
  ['1-5x2y3', 6, /',' or the end/],
  ['1-5x2:3', 6, /',' or the end/],
  ['1-5X2', 4, /'x', 'y', ':', ',' or the end/],
  ['1.5', 2, /'-', ',' or the end/],
  ['1-10x0.25', 7, /',' or the end/],
  ['٣', 1, /a frame number/],
  // Rules: steps
  ['1-5x0', 1, /a step other than 0/],
  ['1-5:0', 1, /a step other than 0/],
  ['10-1x2', 1, /a negative step in this descending range/],
  ['10-1:5', 1, /a negative step/],
  ['1-10:-5', 1, /a positive step/],
  ['7,10-1x2', 3, /a negative step/],
  // Ours: OpenCue reads these as no frame at all
  ['10-1x1', 1, /a negative step/],
  ['1-10y1', 1, /a step that leaves frames/],
  ['5-5y3', 1, /a step that leaves frames/],
  // Bounds
  ['9007199254740992', 1, /a frame number between/],
  ['-9007199254740991-9007199254740991x2', 1, /ends at most 9007199254740991 apart/],
];
