/**
 * What went wrong. `ClientException` and `ServerException` are AWS Batch's own two, and reach the caller over HTTP; so do
 * the codes with which AWS throttles or refuses a signature, and those of CloudWatch Logs. `INVALID_OPTION` is thrown by {@link startLocalBatch} for a value it
 * cannot work with.
 */
export type LocalBatchErrorCode =
  | 'ClientException'
  | 'ServerException'
  | 'TooManyRequestsException'
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'UnrecognizedClientException'
  | 'InvalidSignatureException'
  | 'InvalidParameterException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'INVALID_OPTION';

/**
 * The one error class of this package. Branch on `code`; the message is for people.
 *
 * @example
 * try {
 *   await startLocalBatch({ slots: 0 });
 * } catch (error) {
 *   if (error instanceof LocalBatchError) console.log(error.code); // INVALID_OPTION
 * }
 */
export class LocalBatchError extends Error {
  /** Always `LocalBatchError`. */
  override readonly name = 'LocalBatchError';
  /** Which kind of error this is. */
  readonly code: LocalBatchErrorCode;
  /** The HTTP status it is answered with. @defaultValue 400 for a `ClientException`, else 500 */
  readonly httpStatus: number;
  /** Of an `INVALID_OPTION` that {@link startLocalBatch} throws, which one, such as `port` or `credentials.accessKeyId`; its message begins with it. */
  readonly option: string | undefined;

  constructor(
    code: LocalBatchErrorCode,
    message: string,
    options: { readonly httpStatus?: number; readonly option?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.option = options.option;
    this.httpStatus = options.httpStatus ?? (code === 'ClientException' ? 400 : 500);
  }
}
