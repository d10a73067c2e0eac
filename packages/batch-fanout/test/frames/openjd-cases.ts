/** A text and the frames that it names. */
export type AcceptedCase = readonly [text: string, frames: readonly number[]];
/** A text, the character where it goes wrong, 1-based, and what the message expects there. */
export type RejectedCase = readonly [text: string, character: number, expected: RegExp];

/**
 * "Reference" marks what the reference implementation's own tests hold:
 * https://github.com/OpenJobDescription/openjd-model-for-python/blob/mainline/test/openjd/model/_internal/test_range_expr.py
 * The rest follows from the grammar:
 * https://github.com/OpenJobDescription/openjd-specifications/wiki/2023-09-Template-Schemas#34111-intrangeexpr
 */
export const OPENJD_ACCEPTED: readonly AcceptedCase[] = [
  // Reference: test_only_start
  ['-9999999', [-9999999]],
  ['-100', [-100]],
  ['-1', [-1]],
  ['0', [0]],
  ['1', [1]],
  ['100', [100]],
  ['9999999', [9999999]],
  // Reference: test_ignore_whitespace, shortened
  ['\t0 - 1 :\t1, 2 -\t4 : 1', [0, 1, 2, 3, 4]],
  // Reference: test_parse_multiple_positive_non_overlapping_ranges, shortened
  ['1-3,4-6', [1, 2, 3, 4, 5, 6]],
  ['0-1,3-4,7-9,10', [0, 1, 3, 4, 7, 8, 9, 10]],
  ['20-22,0-2,10-12', [0, 1, 2, 10, 11, 12, 20, 21, 22]],
  // Reference: test_range_expr_from_str
  ['  5 ', [5]],
  ['9,0,3,2,8,10,1,4,7,6,5', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ['3-5,0-2,8-12:2', [0, 1, 2, 3, 4, 5, 8, 10, 12]],
  ['5-3:-1,12-8:-2,2-0:-1,6-7:2', [0, 1, 2, 3, 4, 5, 6, 8, 10, 12]],
  ['1-5:3', [1, 4]],
  ['1-7:3', [1, 4, 7]],
  ['1-9:3', [1, 4, 7]],
  // Grammar: numbers
  ['-0', [0]],
  ['007', [7]],
  ['- 3', [-3]],
  ['9007199254740991', [9007199254740991]],
  ['-9007199254740991', [-9007199254740991]],
  // Grammar: ranges
  ['1-5', [1, 2, 3, 4, 5]],
  ['1 - 1', [1]],
  ['-1 - 1', [-1, 0, 1]],
  ['-3--1', [-3, -2, -1]],
  ['- 3 - - 1', [-3, -2, -1]],
  ['-2-2', [-2, -1, 0, 1, 2]],
  // Grammar: steps of either sign; the frames of a set ascend
  ['1-5:2', [1, 3, 5]],
  ['1-2:100', [1]],
  ['5-5:-1', [5]],
  ['5-1:-2', [1, 3, 5]],
  ['10-1:-4', [2, 6, 10]],
  ['-1--10:-3', [-10, -7, -4, -1]],
  // The reference takes a range to end at its last frame, so these do not overlap
  ['1-10:4,10-15', [1, 5, 9, 10, 11, 12, 13, 14, 15]],
  ['10-15:2,1-5', [1, 2, 3, 4, 5, 10, 12, 14]],
  ['1001-1010:3,2000', [1001, 1004, 1007, 1010, 2000]],
];

export const OPENJD_REJECTED: readonly RejectedCase[] = [
  // Reference: test_propagates_error, test_fails_empty
  ['!', 1, /a frame number/],
  ['', 1, /a frame number .*, but the text ends/],
  // Reference: test_not_valid_expression
  ['1-a', 3, /the last frame/],
  ['b-1', 1, /a frame number/],
  ['--12', 2, /a frame number/],
  ['1-', 3, /the last frame of the range .*, but the text ends/],
  ['1-,3-4', 3, /the last frame/],
  ['1-10,11-', 9, /the last frame/],
  ['--1-10', 2, /a frame number/],
  ['1---10', 4, /the last frame/],
  ['1--10:--5', 8, /a step/],
  ['1-2,,3-4', 5, /a frame number/],
  ['1-:2,', 3, /the last frame/],
  ['1-2:', 5, /a step/],
  ['2:', 2, /'-', ',' or the end/],
  [':2', 1, /a frame number/],
  [':', 1, /a frame number/],
  ['1-2 4-5', 5, /':', ',' or the end/],
  ['1-24-5', 5, /':', ',' or the end/],
  ['1-2:1 -5', 7, /':', ',' or the end/],
  ['1-2:0', 1, /a step other than 0/],
  ['1-0:1', 1, /a negative step in this descending range/],
  ['0-1:-1', 1, /a positive step in this ascending range/],
  ['2-0:1', 1, /a negative step/],
  ['0-1, 1-2:-1', 6, /a positive step/],
  ['2-1:-1, 2-0:1', 9, /a negative step/],
  // Reference: test_parse_overlapping_ranges
  ['1-10,1-10', 6, /outside the range from 1 to 10, which they overlap/],
  ['10-1:-1,10-1:-1', 9, /outside the range from 1 to 10/],
  ['-10--1,-10--1', 8, /outside the range from -10 to -1/],
  ['1-10,2-9', 6, /outside the range from 1 to 10/],
  ['1-10,9-19', 6, /outside the range from 1 to 10/],
  ['9-19,1-10', 6, /outside the range from 9 to 19/],
  ['1-10:1,10-1:-1', 8, /outside the range from 1 to 10/],
  ['-1--10:-1,-10--19:-1', 11, /outside the range from -10 to -1/],
  // Grammar
  ['  ', 3, /a frame number/],
  ['a', 1, /a frame number/],
  ['1-2,', 5, /a frame number/],
  ['1-0', 1, /a negative step/],
  ['3,1-10,9-19', 3, /outside the range from 3 to 3/],
  ['10-1:-1,5', 9, /outside the range from 1 to 10/],
  ['1-10:2,2-10:2', 8, /outside the range from 1 to 9/],
  ['1.5', 2, /'-', ',' or the end .*, but found '.'/],
  ['+1', 1, /a frame number/],
  ['1_000', 2, /'-', ',' or the end/],
  ['1e3', 2, /'-', ',' or the end/],
  ['１', 1, /a frame number/],
  ['٣', 1, /a frame number/],
  ['1\n', 2, /'-', ',' or the end/],
  ['1\u00a0', 2, /'-', ',' or the end/],
  // OpenCue's marks
  ['1-10x2', 5, /':', ',' or the end/],
  ['1-10y2', 5, /':', ',' or the end/],
  // Bounds
  ['9007199254740992', 1, /a frame number between ±9007199254740991/],
  ['-9007199254740992', 1, /a frame number between/],
  ['1-9007199254740992', 3, /the last frame of the range between/],
  ['1-2:9007199254740992', 5, /a step between/],
  ['-9007199254740991-9007199254740991:3', 1, /ends at most 9007199254740991 apart/],
];
