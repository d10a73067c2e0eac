/**
 * Variables that lead an SDK to other credentials, whatever the environment's keys are.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export const OVERRIDING_VARIABLES = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN'] as const;
