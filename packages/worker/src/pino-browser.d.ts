/** pino's build for browsers has the types of the whole. */
declare module 'pino/browser.js' {
  export { pino, stdTimeFunctions } from 'pino';
}
