/** Width and height of a picture, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** How large a picture is of which neither a setting nor a scene says it. */
export const DEFAULT_SIZE: PictureSize = { width: 1_280, height: 720 };
