/** The credentials of one local batch; every request must be signed with them. */
export interface LocalBatchCredentials {
  /** For `AWS_ACCESS_KEY_ID`: 4 to 128 letters and digits. */
  readonly accessKeyId: string;
  /** For `AWS_SECRET_ACCESS_KEY`: 8 to 128 characters. */
  readonly secretAccessKey: string;
}
