/** Scripts for programs that speak Python, bundled as text. */
declare module '*.py' {
  const text: string;
  export default text;
}
